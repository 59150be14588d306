"""An import may change thousands of documents. Only those whose work it touches hear of it."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.git_repos import Repo
from tests.zips import zip_bytes
from versioning.models import Document, Event, Notice, Transfer
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.watch import watch
from versioning.services.transfer.import_git import import_git
from versioning.services.transfer.start_import import start_import


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def _import_git(cast: Cast, repo: Repo) -> None:
    source = str(repo.folder)
    import_git(actor=cast.manager, project=cast.project, source=source, report=lambda done, total: None)
    run_due_jobs()


def _import_zip(cast: Cast, text: str) -> None:
    data = zip_bytes({"refunds.md": text})
    start_import(actor=cast.manager, project=cast.project, file_name="texts.zip", pieces=(data,))
    run_due_jobs()
    assert Transfer.objects.latest("pk").status == "done"


def _told() -> set[tuple[str, str]]:
    run_due_jobs()
    notices = Notice.objects.exclude(kind="transfer_ended")
    return set(notices.values_list("user__username", "kind"))


def test_a_zip_tells_neither_watchers_nor_the_mentioned(cast: Cast) -> None:
    watch(actor=cast.viewer, place=cast.project)

    _import_zip(cast, "---\ntitle: For @edda.handbook\n---\nOne.\n")

    assert Document.objects.count() == 1
    assert _told() == set()
    assert Event.objects.filter(verb="version.published").get().data["imported"] is True


def test_a_zip_tells_whose_draft_it_made_outdated(cast: Cast) -> None:
    _import_zip(cast, "One.\n")
    cast.fork(Document.objects.get())

    _import_zip(cast, "Two.\n")

    assert _told() == {("edda.handbook", "outdated")}


def test_a_git_history_tells_whose_draft_it_made_outdated_once(cast: Cast, repo: Repo) -> None:
    watch(actor=cast.viewer, place=cast.project)
    repo.write("refunds.md", "One.\n")
    repo.commit()
    _import_git(cast, repo)
    cast.fork(Document.objects.get())
    for number in range(3):
        repo.write("refunds.md", f"Text {number}.\n")
        repo.commit()

    _import_git(cast, repo)

    assert _told() == {("edda.handbook", "outdated")}
    assert Notice.objects.filter(kind="outdated").count() == 1


def test_what_follows_an_import_is_told(cast: Cast) -> None:
    watch(actor=cast.viewer, place=cast.project)
    _import_zip(cast, "One.\n")

    cast.version(Document.objects.get(), "By hand.\n")

    assert ("vera.handbook", "watched") in _told()
