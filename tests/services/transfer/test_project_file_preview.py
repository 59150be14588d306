"""What an import of a project file says of what it does, and of what it leaves out."""

from pathlib import Path

from tests.cast import Cast, make_cast
from tests.management.running import run
from tests.services.observing import everything_stored
from tests.services.transfer.project_files import export, read_in
from versioning.services.transfer._foreseen import KNOWN, NEW
from versioning.services.transfer._project.left_out import LACKS_ONE, OWN_ACTIVITY, OWN_MEMBERS, OWN_SETTINGS


def test_a_rehearsal_names_the_documents_that_would_be_new(cast: Cast, tmp_path: Path) -> None:
    category = cast.document("Guides", kind="category")
    cast.document("Install", parent_id=category.pk, order=1)
    file = export(cast.project, tmp_path / "a.tar.gz")
    before = everything_stored()

    summary = read_in(file, slug="copy", is_rehearsal=True)

    new = [
        {"title": "Guides", "place": "", "file": "", "document": ""},
        {"title": "Install", "place": "Guides", "file": "", "document": ""},
    ]
    assert summary.foreseen == [{"what": NEW, "count": 2, "documents": new}]
    assert (summary.notes, summary.left_out) == ([], [])
    assert everything_stored() == before


def test_a_rehearsal_names_the_documents_that_would_stay(cast: Cast, tmp_path: Path) -> None:
    document = cast.document("Install")
    file = export(cast.project, tmp_path / "a.tar.gz")

    summary = read_in(file, into=cast.project, is_rehearsal=True)

    known = {"title": "Install", "place": "", "file": "", "document": document.identifier}
    assert summary.foreseen == [{"what": KNOWN, "count": 1, "documents": [known]}]


def test_versions_that_the_project_lacks_are_named(cast: Cast, tmp_path: Path) -> None:
    cast.document("Install")
    before = export(cast.project, tmp_path / "before.tar.gz")
    copy = read_in(before, slug="copy").project
    for document in cast.project.documents.all():
        cast.version(document, "Newer.\n")

    summary = read_in(export(cast.project, tmp_path / "after.tar.gz"), into=copy)

    assert summary.left_out == [("Install", LACKS_ONE)]
    assert summary.foreseen == []


def test_what_an_existing_project_keeps_is_said(cast: Cast, tmp_path: Path) -> None:
    cast.document("Install")
    file = export(cast.project, tmp_path / "a.tar.gz")
    other = make_cast("other")
    other.document("Another")

    summary = read_in(file, into=other.project)

    assert summary.notes == [OWN_SETTINGS, OWN_MEMBERS, OWN_ACTIVITY]


def test_the_command_prints_what_would_come(cast: Cast, tmp_path: Path) -> None:
    cast.document("Install")
    file = export(cast.project, tmp_path / "a.tar.gz")
    before = everything_stored()

    printed = run("import_project", str(file), "--slug", "copy", "--dry-run")

    assert "This is a dry run. Nothing was imported.\nNew documents (1):\n  'Install'\n" in printed.out
    assert "Would import 1 document, 1 version, 0 drafts" in printed.out
    assert everything_stored() == before


def test_the_command_prints_what_is_left_out(cast: Cast, tmp_path: Path) -> None:
    cast.document("Install")
    file = export(cast.project, tmp_path / "a.tar.gz")

    printed = run("import_project", str(file), "--project", cast.project.slug)

    assert OWN_SETTINGS in printed.out
    assert "1 document was there already" in printed.out
