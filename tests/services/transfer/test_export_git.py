"""The export of an import equals the import, byte for byte."""

from pathlib import Path

import pytest

from tests.cast import Cast, make_cast
from tests.git_repos import ANNA, Repo, commits_of, files_of, git
from tests.services.transfer.test_import_git import delete_for_good, run, silent
from versioning.exceptions import NotAllowed, VersioningError
from versioning.models import Blob, Document
from versioning.models.history.blob import text_digest
from versioning.services.transfer._export.repository import ExportSummary
from versioning.services.transfer.export_git import export_git

LONG = "# Title\n" + "A line that stays.\n" * 20


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def export(cast: Cast, folder: Path) -> ExportSummary:
    return export_git(actor=cast.manager, project=cast.project, directory=folder, report=growing)


def growing(done: int, total: int) -> None:
    assert 0 < done <= total


def weave(repo: Repo) -> None:
    """Build a history with every kind of change of a file."""
    repo.write("a.md", LONG)
    repo.write("b.md", b"\xef\xbb\xbfcrlf\r\nno end")
    repo.commit("Begin\n\nWith a body.\n\n\n")
    repo.write("a.md", LONG + "more\n")
    repo.rename("a.md", 'docs/with "quotes"\n\t\\ é.md')
    side = repo.commit("No line end")
    repo.remove("b.md")
    repo.write("empty.md", b"", mode="100755")
    repo.commit(b"caf\xe9\n", author=b"J\xfcrgen <j\xff@x>", zone=b"-0030", headers=b"encoding ISO-8859-1\n")
    repo.write("b.md", LONG + "back\n")
    repo.commit("", author=b" <>", merged=side)
    repo.write("b.md", "last\n" * 30_000)
    repo.commit("  indented\n# not a comment\n", committer=b"A  B <weird email>", zone=b"+9999")


def test_every_commit_is_as_it_was(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    weave(repo)
    run(cast, repo)

    summary = export(cast, tmp_path / "out")

    assert commits_of(tmp_path / "out") == commits_of(repo.folder)
    assert (summary.commits, summary.repaired, summary.missing) == (5, 0, 0)


def test_the_working_tree_is_checked_out_and_clean(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    weave(repo)
    run(cast, repo)

    export(cast, tmp_path / "out")

    assert git(tmp_path / "out", "status", "--porcelain") == b""
    assert git(tmp_path / "out", "symbolic-ref", "HEAD") == b"refs/heads/main\n"
    assert git(tmp_path / "out", "fsck", "--strict") == b""
    assert (tmp_path / "out" / "b.md").read_bytes() == files_of(repo.folder)[b"b.md"]


def test_an_export_can_be_imported_again(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    weave(repo)
    run(cast, repo)
    export(cast, tmp_path / "out")
    second = make_cast("second")

    run(second, tmp_path / "out")
    export(second, tmp_path / "again")

    assert git(tmp_path / "again", "rev-parse", "main") == git(tmp_path / "out", "rev-parse", "main")


def test_commits_without_a_file_that_was_taken_are_kept(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("a.md", "one")
    repo.commit()
    repo.write("b.md", b"\xff")
    repo.commit("Add no text\n")
    repo.write("a.md", "two")
    repo.commit()
    run(cast, repo)

    export(cast, tmp_path / "out")

    assert git(tmp_path / "out", "log", "--format=%s", "--reverse").split(b"\n")[1] == b"Add no text"
    assert files_of(tmp_path / "out") == {b"a.md": b"two"}


@pytest.mark.parametrize("author", [b"no signs", b"Joined<j@x>", b"Two <a> <b>", b"Zero\0 <z@x>"])
def test_lines_that_git_would_refuse_are_repaired_and_counted(
    cast: Cast, repo: Repo, tmp_path: Path, author: bytes
) -> None:
    repo.write("a.md", "one")
    repo.commit(author=author, committer=ANNA)
    run(cast, repo)

    summary = export(cast, tmp_path / "out")

    assert summary.repaired == 1
    assert files_of(tmp_path / "out") == {b"a.md": b"one"}


def test_files_of_documents_that_were_deleted_for_good_are_left_out_and_counted(
    cast: Cast, repo: Repo, tmp_path: Path
) -> None:
    repo.write("a.md", "one")
    repo.write("b.md", "one")
    repo.commit()
    run(cast, repo)
    delete_for_good("a")

    summary = export(cast, tmp_path / "out")

    assert (summary.missing, files_of(tmp_path / "out")) == (1, {b"b.md": b"one"})


def test_a_damaged_text_stops_it_by_name(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("a.md", "one")
    repo.commit()
    run(cast, repo)
    Blob.objects.create(document=Document.objects.get(), sha256=text_digest(b"two"), size=3, encoded=b"bad")
    repo.write("a.md", "two")
    repo.commit()
    run(cast, repo)

    with pytest.raises(VersioningError, match="does not match its SHA-256"):
        export(cast, tmp_path / "out")


def test_a_project_without_any_version_is_an_empty_repository(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()

    summary = export(cast, tmp_path / "out")

    assert summary.commits == 0
    assert (tmp_path / "out" / ".git").is_dir()


def test_refuses_who_is_no_manager(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        export_git(actor=cast.publisher, project=cast.project, directory=tmp_path / "out", report=silent)
