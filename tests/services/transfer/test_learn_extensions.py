"""Imports turn on the Markdown that their texts use, until a person chooses."""

from pathlib import Path

from tests.cast import Cast
from tests.zips import make_zip
from versioning.models import Project
from versioning.services.projects.update_project import update_project
from versioning.services.transfer.import_zip import import_zip

WIKI, MARKED = "See [[Page]].\n", "A ==marked== word.\n"


def read_in(cast: Cast, folder: Path, **files: str) -> list[str] | None:
    """Import the texts, and return the extensions of the project."""
    source = make_zip(folder, {f"{name}.md": text for name, text in files.items()})
    import_zip(actor=cast.manager, project=cast.project, source=source, report=lambda *_: None)
    return Project.objects.get(pk=cast.project.pk).markdown_extensions


def test_each_import_adds_what_its_texts_use(cast: Cast, tmp_path: Path) -> None:
    assert read_in(cast, tmp_path, a="Text.\n") is None
    assert read_in(cast, tmp_path, b=WIKI) == ["callouts", "wiki_links"]

    assert read_in(cast, tmp_path, c=MARKED) == ["callouts", "marks", "wiki_links"]


def test_what_a_person_chose_stays(cast: Cast, tmp_path: Path) -> None:
    read_in(cast, tmp_path, b=WIKI)
    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": ["math"]})

    assert read_in(cast, tmp_path, c=MARKED) == ["math"]


def test_what_a_person_chose_before_the_first_import_stays(cast: Cast, tmp_path: Path) -> None:
    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": []})

    assert read_in(cast, tmp_path, b=WIKI) == []
