"""Files of a project that came from elsewhere keep their names in exports."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import files_of
from tests.services.transfer.test_export_git import export
from tests.services.transfer.test_export_zip import exported
from tests.services.transfer.test_import_zip import counts, run
from tests.zips import make_zip, texts_of
from versioning.models import Document
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.update_document import update_document
from versioning.services.projects.create_project import create_project
from versioning.services.transfer.import_zip import import_zip
from versioning.services.versions.render_version import render_version

FILES = {
    "index.md": "# Welcome\n\n[First](My%20guide/First%20steps.mdx)\n",
    "README.md": "# About\n",
    "My guide/index.md": "# The guide\n",
    "My guide/First steps.mdx": "---\nslug: start\n---\n# First\n\n[Home](../index.md)\n",
    "v1.2/Ünïcode.markdown": "# Other\n",
}


def test_a_zip_has_the_names_that_files_and_folders_had(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, FILES))

    assert set(texts_of(exported(cast))) == {*FILES, "v1.2/index.md"}


def test_a_zip_with_the_names_of_its_files_comes_back_without_a_change(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, FILES))
    (tmp_path / "a.zip").write_bytes(exported(cast))

    assert counts(run(cast, tmp_path / "a.zip")) == {"unchanged": 6}


def test_links_work_in_another_project(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, FILES))
    (tmp_path / "a.zip").write_bytes(exported(cast))
    other = create_project(actor=system_actor(), slug="other")

    import_zip(actor=system_actor(), project=other, source=tmp_path / "a.zip", report=lambda done, total: None)

    welcome, first = (Document.objects.get(project=other, title=title) for title in ("Welcome", "First"))
    assert (first.slug, welcome.slug) == ("start", "index")
    assert welcome.current is not None
    assert f'href="/d/{first.identifier}/"' in render_version(welcome.current)


def test_a_document_that_was_moved_here_keeps_its_name_in_its_new_folder(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, FILES))
    first, other = Document.objects.get(title="First"), Document.objects.get(title="V1.2", slug="v12")
    update_document(actor=cast.manager, document=first, changes={"parent_id": other.pk})

    assert "v1.2/First steps.mdx" in texts_of(exported(cast))


def test_a_git_history_has_the_paths_of_an_imported_zip(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, FILES))
    cast.document("Welcome", "Another.\n", slug="index")

    export(cast, tmp_path / "out")

    assert {path.decode() for path in files_of(tmp_path / "out")} == {*FILES, "index-2.md"}


def test_a_folder_that_git_takes_for_its_own_keeps_nobody_from_an_export(cast: Cast, tmp_path: Path) -> None:
    run(cast, make_zip(tmp_path, {"git~1/a.md": "Text.\n"}))

    export(cast, tmp_path / "out")

    assert [path for path in files_of(tmp_path / "out") if b"git~1" in path] == []


@pytest.mark.parametrize("name", ["a?.md", "a|b.md", "x" * 210 + ".md"])
def test_names_that_not_all_file_systems_have_are_replaced(cast: Cast, tmp_path: Path, name: str) -> None:
    run(cast, make_zip(tmp_path, {name: "Text.\n"}))
    document = Document.objects.get()

    assert list(texts_of(exported(cast))) != [name]
    assert document.slug[:3] in next(iter(texts_of(exported(cast))))
