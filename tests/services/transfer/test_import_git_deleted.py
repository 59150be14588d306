"""Imports of a history again, after its documents were moved to the trash or deleted."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo
from tests.services.transfer.test_import_git import delete_for_good, newest, run
from versioning.models import Document, Version
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.transfer.import_git import import_git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("a.md", "one")
    repo.commit()
    return repo


def test_a_document_that_somebody_trashed_here_stays_in_the_trash(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    document = trash_document(actor=cast.manager, document=Document.objects.get())
    repo.write("a.md", "two")
    repo.commit()

    run(cast, repo)

    document.refresh_from_db()
    assert document.trashed_at is not None
    assert restore_document(actor=cast.manager, document=document).last_number == 2


def test_a_file_whose_document_is_in_a_trashed_category_stays_there(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    category = cast.document("Shelf", kind="category")
    Document.objects.filter(slug="a").update(parent=category)
    trash_document(actor=cast.manager, document=category)
    repo.remove("a.md")
    repo.commit()
    repo.write("a.md", "two")
    repo.commit()

    summary = run(cast, repo)

    assert (summary.tally.trashed, summary.tally.restored) == (0, 0)
    assert Document.objects.get(slug="a").trashed_at is not None


def test_a_document_that_was_deleted_for_good_becomes_a_new_one(cast: Cast, repo: Repo) -> None:
    run(cast, repo)
    delete_for_good("a")
    repo.write("a.md", "two")
    repo.commit()

    summary = run(cast, repo)

    assert (summary.tally.created, newest().number) == (1, 1)


def test_a_document_that_is_deleted_for_good_while_an_import_runs_becomes_a_new_one(cast: Cast, repo: Repo) -> None:
    repo.write("b.md", "gone")
    repo.commit()
    repo.remove("b.md")
    repo.commit()
    run(cast, repo)
    repo.write("a.md", "two")
    repo.write("b.md", "back")
    repo.commit()

    def purge_meanwhile(done: int, total: int) -> None:
        if not done:
            delete_for_good("a")
            delete_for_good("b")

    summary = import_git(actor=cast.manager, project=cast.project, source=str(repo.folder), report=purge_meanwhile)

    assert summary.tally.created == 2
    assert sorted((version.number, version.text) for version in Version.objects.all()) == [(1, "back"), (1, "two")]
