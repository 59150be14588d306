"""Run an import again: after new commits, after a kill, beside editors and beside another import."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import Cast
from tests.git_repos import Repo, bulk_repo
from tests.services.transfer.test_import_git import newest, run, silent
from versioning.exceptions import VersioningError
from versioning.models import Document, Draft, Event, ImportedCommit, Version
from versioning.services.transfer._import import reading as import_reading
from versioning.services.transfer.import_git import import_git
from versioning.services.versions.promote_version import promote_version

COMMITS = 2500


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("a.md", "one")
    repo.commit()
    return repo


def state() -> list[Any]:
    """Return everything that an import leaves, without random keys and identifiers, and without its own time."""
    versions = Version.objects.order_by("document__slug", "number")
    documents = Document.objects.order_by("slug")
    return [
        *versions.values_list("document__slug", "number", "key", "name", "title", "authored_at", "source__number"),
        *versions.values_list("body__sha256", "body__size"),
        *documents.values_list("slug", "current__number", "last_number", "revision", "updated_by__username"),
        *Event.objects.order_by("pk").values_list(
            "verb", "claimed_at", "document__slug", "version__number", "actor__username"
        ),
        *ImportedCommit.objects.values_list("position", "sha", "deleted_paths"),
    ]


def database_url() -> str:
    """Return the URL of the tests' own database, for another process."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    parameters = connection.get_connection_params()
    return f"postgresql:///{parameters['dbname']}?host={parameters['host']}&user={parameters['user']}"


def test_adds_only_what_is_new(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    before = state()

    nothing = run(cast, repo)
    after = state()
    repo.write("a.md", "two")
    repo.commit()
    something = run(cast, repo)

    assert after == before
    assert (nothing.tally.versions, nothing.passed_over, something.tally.versions) == (0, 0, 1)
    assert newest().text == "two"


def test_a_file_comes_back_in_a_later_run(cast: Cast, repo: Repo) -> None:
    repo.remove("a.md")
    repo.commit()
    run(cast, repo)
    repo.write("a.md", "one")
    repo.commit()

    run(cast, repo)

    document = Document.objects.get()
    assert (document.trashed_at, document.last_number, document.blobs.count()) == (None, 2, 1)


def test_a_rename_in_a_later_run_keeps_the_document(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    repo.rename("a.md", "b.md")
    repo.commit()
    run(cast, repo)
    repo.write("b.md", "two")
    repo.commit()

    run(cast, repo)

    assert Document.objects.get().last_number == 3


def test_a_refused_file_is_not_tried_again(cast: Cast, repo: Repo) -> None:
    repo.write("b.md", b"\xff")
    repo.commit()
    run(cast, repo)

    again = run(cast, repo)

    assert again.refusals == ()
    assert ImportedCommit.objects.count() == 2


def test_a_run_that_stopped_is_continued(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_reading, "BATCH_COMMITS", 7)
    source = str(bulk_repo(tmp_path / "bulk.git", commits=50))

    def stop(done: int, total: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_git(actor=cast.manager, project=cast.project, source=source, report=stop)
    assert Version.objects.count() == 21
    import_git(actor=cast.manager, project=cast.project, source=source, report=silent)

    assert Version.objects.count() == 50
    assert list(ImportedCommit.objects.values_list("position", flat=True)) == list(range(1, 51))


def test_a_run_that_was_killed_ends_as_one_that_was_not(live_cast: Cast, tmp_path: Path) -> None:
    source = bulk_repo(tmp_path / "bulk.git", commits=COMMITS)
    command = [sys.executable, "manage.py", "import_git", str(source), "--project", live_cast.project.slug]
    environment = {**os.environ, "DATABASE_URL": database_url(), "TMPDIR": str(tmp_path)}

    killed = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
    while not ImportedCommit.objects.exists() and killed.poll() is None:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    half = Version.objects.count()
    import_git(actor=live_cast.manager, project=live_cast.project, source=str(source), report=silent)

    assert 0 < half < COMMITS
    assert Version.objects.count() == COMMITS
    assert {document.last_number for document in Document.objects.all()} == {COMMITS // 10}
    assert all(document.current_id == document.versions.newest_first()[0].pk for document in Document.objects.all())
    assert Event.objects.filter(document__isnull=False).count() == 2 * COMMITS + 10


def test_what_was_published_here_stays_current_and_the_new_version_waits(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    own = cast.version(Document.objects.get(), "mine")
    repo.write("a.md", "two")
    repo.commit()

    run(cast, repo)

    document = Document.objects.get()
    versions = list(document.versions.order_by("number"))
    assert [version.text for version in versions] == ["one", "mine", "two", "two"]
    assert (document.current, versions[2].source) == (own, versions[0])
    draft = Draft.objects.get()
    assert (draft.version, draft.base, draft.is_outdated) == (versions[3], versions[0], True)
    assert promote_version(actor=cast.publisher, version=versions[2]).is_current


def test_an_open_draft_stays_and_is_outdated(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    draft = cast.fork(Document.objects.get())
    repo.write("a.md", "two")
    repo.commit()

    run(cast, repo)

    draft.refresh_from_db()
    draft.document.refresh_from_db()
    assert draft.is_outdated
    assert newest().number == 3


def test_a_key_that_is_taken_is_counted_up(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    draft = cast.fork(Document.objects.get())
    repo.clock = int(draft.version.key.removeprefix("draft_")) // 1000 - 60
    Version.objects.filter(pk=draft.version.pk).delete()
    repo.write("a.md", "two")
    repo.commit()
    run(cast, repo)
    repo.clock -= 60
    repo.write("a.md", "three")
    repo.commit()

    run(cast, repo)

    first, second = Version.objects.order_by("-number")[:2]
    assert int(first.key.removeprefix("draft_")) == int(second.key.removeprefix("draft_")) + 1


def test_commits_that_are_dated_back_have_keys_that_ascend_with_their_numbers(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    for number in range(30):
        repo.clock -= 3600
        repo.write("a.md", f"text {number}")
        repo.commit()

    run(cast, repo)

    keys = [int(version.key.removeprefix("draft_")) for version in Version.objects.order_by("number")]
    assert keys[1:] == [keys[0] + step for step in range(1, 31)]


def test_refuses_a_history_that_was_rewritten(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    repo.tip = ""
    repo.write("a.md", "other")
    repo.commit()

    with pytest.raises(VersioningError, match="The history was rewritten"):
        run(cast, repo)

    assert Version.objects.count() == 1


def test_a_second_import_at_the_same_time_stops_with_a_sentence(cast: Cast, repo: Repo) -> None:
    def overtake(done: int, total: int) -> None:
        if done == 0 and not Version.objects.exists():
            run(cast, repo)

    with pytest.raises(VersioningError, match="Another import into this project is running"):
        import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=overtake)

    assert Version.objects.count() == 1


def test_broader_patterns_pass_over_older_history_and_say_so(cast: Cast, repo: Repo) -> None:
    repo.write("b.txt", "one")
    repo.commit()
    repo.write("a.md", "two")
    repo.commit()
    run(cast, repo)
    repo.write("b.txt", "two")
    repo.commit()

    summary = run(cast, repo, "**/*.md", "**/*.txt")

    assert (summary.passed_over, summary.tally.versions) == (1, 1)
    assert Document.objects.get(slug="b").versions.get().text == "two"
