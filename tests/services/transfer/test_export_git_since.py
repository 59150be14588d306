"""Versions published, trashed and restored here follow the imported commits, one commit each."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo, commits_of, files_of, git
from tests.services.transfer.test_export_git import export
from tests.services.transfer.test_import_git import delete_for_good, run
from versioning.models import Document
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.transfer.export_git import export_git
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("docs/a.md", "one")
    repo.write("docs/b.md", "other")
    repo.commit("Begin\n")
    return repo


def subjects(folder: Path) -> list[str]:
    return git(folder, "log", "--reverse", "--format=%s").decode().splitlines()


def test_each_version_published_since_is_one_commit(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    document = Document.objects.get(slug="docs-a")
    for text in ("two", "three"):
        cast.version(document, text)

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin", "v2", "v3"]
    assert files_of(tmp_path / "out", "main~1")[b"docs/a.md"] == b"two"
    assert files_of(tmp_path / "out") == {b"docs/a.md": b"three", b"docs/b.md": b"other"}
    assert commits_of(tmp_path / "out")[:1] == commits_of(repo.folder)


def test_such_a_commit_names_author_publisher_and_dates(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    version = cast.version(Document.objects.get(slug="docs-a"), "two")

    export(cast, tmp_path / "out")

    line = git(tmp_path / "out", "log", "-1", "--format=%an|%ae|%cn|%ce|%ct").decode().strip()
    assert version.published_at is not None
    assert line == (
        "Edda handbook|edda@example.org|Paul handbook|paul@example.org|" + str(int(version.published_at.timestamp()))
    )


def test_drafts_are_left_out_and_archived_versions_are_history(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    document = Document.objects.get(slug="docs-a")
    archive_version(actor=cast.publisher, version=cast.version(document, "two"))
    cast.save(cast.fork(document), body="open")

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin", "v2"]


def test_documents_that_were_made_here_get_files_of_their_own(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("guide.md", "imported")
    repo.write("notes.md/deep.md", "imported")
    repo.commit("More\n")
    run(cast, repo)
    cast.document("Guide", "one")
    cast.document("Guide", "two")
    cast.document("Notes", "three")
    cast.document("Page", "<p>four</p>", content_type="wysiwyg")
    cast.document("Evil", "five", slug="../../.git/config")

    export(cast, tmp_path / "out")

    made = {
        path: data for path, data in files_of(tmp_path / "out").items() if data != b"imported" and b"docs" not in path
    }
    assert made == {
        b"guide-2.md": b"one",
        b"guide-3.md": b"two",
        b"notes-2.md": b"three",
        b"page.html": b"<p>four</p>",
        b"gitconfig.md": b"five",
    }


def test_a_version_that_a_later_import_wrote_over_comes_before_it(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    cast.version(Document.objects.get(slug="docs-a"), "mine")
    repo.write("docs/b.md", "other two")
    repo.commit("Elsewhere\n")
    repo.write("docs/a.md", "theirs")
    repo.commit("Write over\n")
    run(cast, repo)
    cast.version(Document.objects.get(slug="docs-a"), "mine again")

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin", "Elsewhere", "v2", "Write over", "v5"]
    exported = commits_of(tmp_path / "out")
    assert [exported[place] for place in (0, 1, 3)] == commits_of(repo.folder)
    assert files_of(tmp_path / "out")[b"docs/a.md"] == b"mine again"


def test_a_draft_forked_before_an_import_and_published_after_it_comes_after_it(
    cast: Cast, repo: Repo, tmp_path: Path
) -> None:
    run(cast, repo)
    draft = cast.save(cast.fork(Document.objects.get(slug="docs-a")), body="mine")
    repo.write("docs/a.md", "theirs")
    repo.commit("Theirs\n")
    run(cast, repo)
    publish_version(actor=cast.publisher, version=draft.version)

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin", "Theirs", "v2"]


def test_a_document_that_was_trashed_since_loses_its_file_at_the_end(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    document = Document.objects.get(slug="docs-a")
    cast.version(document, "two")
    trash_document(actor=cast.manager, document=document)

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin", "v2", f"Trash {document.title}"]
    assert files_of(tmp_path / "out") == {b"docs/b.md": b"other"}
    assert git(tmp_path / "out", "log", "-1", "--format=%an") == b"Mona handbook\n"


def test_what_went_to_the_trash_along_with_its_category_goes_too(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    category = cast.document("Shelf", "shelf", kind="category")
    Document.objects.filter(slug="docs-a").update(parent=category)
    trash_document(actor=cast.manager, document=category)

    export(cast, tmp_path / "out")

    assert files_of(tmp_path / "out") == {b"docs/b.md": b"other"}


def test_a_file_that_was_taken_away_and_restored_here_is_there_again(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.remove("docs/a.md")
    repo.commit("Take away\n")
    run(cast, repo)
    document = restore_document(actor=cast.manager, document=Document.objects.get(slug="docs-a"))

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin", "Take away", f"Restore {document.title}"]
    assert files_of(tmp_path / "out") == {b"docs/a.md": b"one", b"docs/b.md": b"other"}


def test_a_document_that_was_never_published_is_left_out(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    trash_document(actor=cast.manager, document=cast.draft("Never").document)

    export(cast, tmp_path / "out")

    assert subjects(tmp_path / "out") == ["Begin"]


def test_what_is_deleted_for_good_while_an_export_runs_is_left_out(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    run(cast, repo)
    cast.document("Gone")
    cast.document("Kept")

    export_git(
        actor=cast.manager,
        project=cast.project,
        directory=tmp_path / "out",
        report=lambda done, total: delete_for_good("gone"),
    )

    assert files_of(tmp_path / "out").keys() == {b"docs/a.md", b"docs/b.md", b"kept.md"}
