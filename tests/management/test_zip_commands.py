from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.cast import Cast
from tests.git_repos import Repo
from tests.management.running import run
from tests.zips import make_zip, texts_of
from versioning.models import Document, Event, ImportedCommit


def test_a_zip_goes_in_and_comes_out(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"guides/a.md": "# A\n", "b.md": b"\xff", "c.png": b""})

    printed = run("import_zip", str(source), "--project=handbook").out
    run("export_zip", "handbook", str(tmp_path / "out.zip"))

    assert printed.splitlines() == [
        "Refused 'b.md': the text is not UTF-8.",
        "Skipped 'c.png': It isn't a text that can be imported, and no text refers to it.",
        "2 new documents, 1 other file skipped.",
    ]
    assert list(texts_of((tmp_path / "out.zip").read_bytes())) == ["guides/index.md", "guides/a.md"]


def test_says_why_it_is_no_zip(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"")

    with pytest.raises(CommandError, match="This zip cannot be read"):
        run("import_zip", str(tmp_path / "a.zip"), "--project=handbook")


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"guides/a.md": "# A\n", "b.md": b"\xff", "c.png": b"x", ".d/e.md": "E"})

    printed = run("import_zip", str(source), "--project=handbook", "--dry-run").out

    assert printed.splitlines() == [
        "This is a dry run. Nothing was imported.",
        "'guides/': new document",
        "'guides/a.md': new document",
        "Refused 'b.md': the text is not UTF-8.",
        "Skipped '.d/e.md': The file is hidden.",
        "Skipped 'c.png': It isn't a text that can be imported, and no text refers to it.",
        "2 new documents, 2 other files skipped.",
    ]
    assert (Document.objects.count(), Event.objects.filter(document__isnull=False).count()) == (0, 0)


def test_a_dry_run_says_how_the_files_would_be_read(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"book.toml": "[book]\n", "src/SUMMARY.md": "- [A](a.md)\n", "src/a.md": "# A\n"})

    printed = run("import_zip", str(source), "--project=handbook", "--layout=mdbook", "--dry-run").out

    assert printed.splitlines() == [
        "This is a dry run. Nothing was imported.",
        "'src/a.md': new document",
        "Read as a book of mdBook.",
        "Skipped 'book.toml': It has settings of mdBook, which Stemma doesn't need.",
        "Skipped 'src/SUMMARY.md': It is the outline of the book, which gives the order of the pages.",
        "1 new document, 2 other files skipped.",
    ]


def test_a_dry_run_of_a_git_import_keeps_nothing(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a.md", "# A\n")
    repo.commit()

    printed = run("import_git", str(repo.folder), "--project=handbook", "--dry-run").out

    assert printed.startswith(
        "This is a dry run. Nothing was imported.\nWould import 1 version from 1 commit: 1 new document."
    )
    assert (Document.objects.count(), ImportedCommit.objects.count()) == (0, 0)
