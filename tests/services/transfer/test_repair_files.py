"""A history that was imported before files existed gets those of its commits, and its texts stay as they are."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.pictures import picture
from tests.services.transfer.test_git_files import MISSING, html_of, pictures_in
from tests.services.transfer.test_import_git import silent
from versioning.models import Blob, Document, Event, File, HistoryFile, Version
from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.transfer.export_git import export_git
from versioning.services.transfer.import_git import ImportOptions, ImportSummary, import_git

RED, BLUE = picture("red"), picture("blue")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a picture that is changed, deleted and brought back, with texts of all moments."""
    repo = Repo(tmp_path / "source.git")
    repo.write("docs/a.md", "![Plan](../img/plan.png)\n")
    repo.write("img/plan.png", RED)
    repo.commit()
    repo.write("docs/a.md", "![Plan](../img/plan.png) Blue\n")
    repo.write("img/plan.png", BLUE)
    repo.commit()
    repo.write("docs/a.md", "![Plan](../img/plan.png) Gone\n")
    repo.remove("img/plan.png")
    repo.commit()
    repo.write("docs/a.md", "![Plan](../img/plan.png) Back\n")
    repo.write("img/plan.png", RED)
    repo.commit()
    return repo


def _run(cast: Cast, repo: Repo, **options: Any) -> ImportSummary:
    chosen = ImportOptions(paths=("**/*.md",), **options)
    return import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=silent, options=chosen)


def _forget_files(*, before: int = 100) -> None:
    """Leave the database as a server left it that took no files along before this commit."""
    HistoryFile.objects.filter(position__lt=before).delete()
    File.objects.exclude(pk__in=HistoryFile.objects.filter(file__isnull=False).values("file")).delete()


def _shown() -> list[list[bytes]]:
    return [pictures_in(html_of(number)) for number in range(1, 5)]


def _written() -> tuple[Any, ...]:
    """Return what a published version is: its row and its text."""
    rows = (Version.objects.order_by("pk"), Blob.objects.order_by("pk"), Document.objects.order_by("pk"))
    return tuple(list(each.values()) for each in rows)


@pytest.mark.parametrize("before", [100, 3])
def test_the_same_import_adds_the_files_that_old_commits_lack(cast: Cast, repo: Repo, before: int) -> None:
    _run(cast, repo)
    _forget_files(before=before)
    assert MISSING in html_of(1)
    written = _written()

    summary = _run(cast, repo, repairs_files=True)

    assert _shown() == [[RED], [BLUE], [], [RED]]
    assert (summary.refusals, summary.tally.versions) == ((), 0)
    assert _written() == written
    assert list(verify_database(actor=system_actor(), tell=lambda title: None)) == []


def test_a_file_that_the_first_import_could_not_store_is_repaired(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    repo, large, limit = Repo(tmp_path / "large.git"), BLUE + bytes(5000), settings.MAX_FILE_BYTES
    for number, data in enumerate((RED, large, RED)):
        repo.write("docs/a.md", f"![Plan](../img/plan.png) {number}\n")
        repo.write("img/plan.png", data)
        repo.commit()
    settings.MAX_FILE_BYTES = 4000
    assert [each.path for each in _run(cast, repo).refusals] == ["img/plan.png"]
    settings.MAX_FILE_BYTES = limit

    summary = _run(cast, repo, repairs_files=True)

    assert summary.refusals == ()
    assert [pictures_in(html_of(number)) for number in (1, 2, 3)] == [[RED], [large], [RED]]


def test_a_repaired_history_is_exported_as_it_was(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    _run(cast, repo)
    _forget_files()
    _run(cast, repo, repairs_files=True)

    export_git(actor=cast.manager, project=cast.project, directory=tmp_path / "out", report=silent)

    assert git(tmp_path / "out", "rev-parse", "HEAD") == git(repo.folder, "rev-parse", "HEAD")


def test_a_second_repair_writes_nothing(cast: Cast, repo: Repo) -> None:
    _run(cast, repo)
    _forget_files()
    _run(cast, repo, repairs_files=True)
    before = HistoryFile.objects.count(), File.objects.count(), Event.objects.count()

    _run(cast, repo, repairs_files=True)

    assert (HistoryFile.objects.count(), File.objects.count(), Event.objects.count()) == before


def test_new_commits_follow_the_files_that_were_repaired(cast: Cast, repo: Repo) -> None:
    _run(cast, repo)
    _forget_files()
    repo.write("docs/a.md", "![Plan](../img/plan.png) New\n")
    repo.commit()

    _run(cast, repo, repairs_files=True)

    assert [*_shown(), pictures_in(html_of(5))] == [[RED], [BLUE], [], [RED], [RED]]


def test_without_the_option_old_commits_stay_as_they_are(cast: Cast, repo: Repo) -> None:
    _run(cast, repo)
    _forget_files()

    _run(cast, repo)

    assert not HistoryFile.objects.exists()


def test_the_command_repairs_and_says_how_many(cast: Cast, repo: Repo) -> None:
    _run(cast, repo)
    _forget_files()
    out = StringIO()

    call_command("import_git", str(repo.folder), "--project", "handbook", "--repair-files", stdout=out)

    assert "2 pictures and attachments" in out.getvalue()
    assert _shown() == [[RED], [BLUE], [], [RED]]
