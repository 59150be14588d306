"""Pictures of texts that were written here, in an exported history."""

from pathlib import Path

import pytest

from tests.cast import Cast, make_cast
from tests.git_repos import Repo, git
from tests.pictures import picture, stored
from tests.services.transfer.test_export_git import export, growing
from tests.services.transfer.test_git_files import pictures_in
from tests.services.transfer.test_git_round_trip import ALL
from tests.services.transfer.test_git_round_trip import stored as rows
from tests.services.transfer.test_import_git import run
from tests.services.transfer.test_import_zip import run as run_zip
from tests.zips import make_zip
from versioning.models import Document, HistoryFile, Version
from versioning.services.transfer._export.bundle import export_bundle
from versioning.services.versions.render_version import render_version


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def shown(cast: Cast) -> list[list[bytes]]:
    """Return the bytes of the pictures of each published version of the project."""
    versions = Version.objects.published().filter(document__project=cast.project).order_by("document", "number")
    return [pictures_in(render_version(version)) for version in versions]


def written_here(cast: Cast) -> Document:
    """Return a document whose two versions show a picture each."""
    red, blue = (stored(cast, picture(color), name=f"my {color}.png") for color in ("red", "blue"))
    document = cast.document("Plans", f"![]({red.url})\n")
    cast.version(document, f"![]({blue.url})\n")
    return document


def test_a_text_that_was_written_here_shows_its_pictures_in_another_project(cast: Cast, tmp_path: Path) -> None:
    written_here(cast)
    export(cast, tmp_path / "out")
    other = make_cast("other")

    run(other, tmp_path / "out")

    assert shown(cast) == shown(other) == [[picture("red")], [picture("blue")]]
    assert HistoryFile.objects.filter(project=other.project).count() == 2


def test_the_export_of_the_other_project_is_the_same(cast: Cast, tmp_path: Path) -> None:
    written_here(cast)
    export(cast, tmp_path / "out")
    other = make_cast("other")
    run(other, tmp_path / "out")

    export(other, tmp_path / "again")

    assert git(tmp_path / "again", "rev-parse", "main") == git(tmp_path / "out", "rev-parse", "main")


@pytest.mark.parametrize("paths", [(), (ALL,)])
def test_an_export_with_pictures_that_nobody_edited_changes_nothing(
    cast: Cast, tmp_path: Path, paths: tuple[str, ...]
) -> None:
    written_here(cast)
    export(cast, tmp_path / "out")
    before = rows()

    run(cast, tmp_path / "out", *paths)

    assert rows() == before


def test_pictures_of_an_imported_zip_are_exported_beside_their_text(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, make_zip(tmp_path, {"a.md": "![](img/a.png)\n", "img/a.png": picture("red")}))
    other = make_cast("other")

    export(cast, tmp_path / "out")
    run(other, tmp_path / "out")

    assert git(tmp_path / "out", "show", "main:img/a.png") == picture("red")
    assert shown(other) == [[picture("red")]]


def test_a_version_between_imported_ones_leaves_their_pictures_as_they_were(
    cast: Cast, repo: Repo, tmp_path: Path
) -> None:
    repo.write("a.md", "![](a.png) one\n")
    repo.write("a.png", picture("red"))
    repo.commit()
    run(cast, repo)
    mine = stored(cast, picture("olive"))
    cast.version(Document.objects.get(), f"![](a.png) ![]({mine.url})\n")
    repo.write("a.md", "![](a.png) two\n")
    repo.write("a.png", picture("blue"))
    repo.commit()
    run(cast, repo)
    before = rows()

    export(cast, tmp_path / "out")

    names = ["a.md", "a.png", f"files/{mine.pk}/a.png"]
    assert git(tmp_path / "out", "ls-tree", "-r", "--name-only", "main").decode().split() == names
    assert git(tmp_path / "out", "show", "main:a.png") == picture("blue")
    assert git(tmp_path / "out", "show", "main~1:a.png") == picture("red")
    run(cast, tmp_path / "out")
    assert rows() == before
    other = make_cast("other")
    run(other, tmp_path / "out")
    assert shown(other) == shown(cast)


def test_a_book_is_exported_as_it_was(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("book.toml", '[book]\ntitle = "Book"\n')
    repo.write("src/SUMMARY.md", "# Summary\n\n# First part\n\n- [A](a.md)\n\n# Second part\n\n- [B](b.md)\n")
    repo.write("src/a.md", "![](a.png)\n")
    repo.write("src/b.md", "Text.\n")
    repo.write("src/a.png", picture("red"))
    last = repo.commit()
    run(cast, repo, files=["book.toml"])

    export(cast, tmp_path / "out")

    assert Document.objects.filter(kind=Document.Kind.CATEGORY).count() == 2
    assert git(tmp_path / "out", "rev-parse", "main").decode().strip() == last


@pytest.mark.parametrize("name", ["git~1", ".GIT", "ж" * 255])
def test_a_file_whose_name_a_checkout_refuses_stops_no_export(cast: Cast, tmp_path: Path, name: str) -> None:
    file = stored(cast, picture())
    # A former release took such names.
    cast.document("Plans", f"![](/files/{file.pk}/{name})\n")

    export(cast, tmp_path / "out")

    names = git(tmp_path / "out", "ls-tree", "-r", "--name-only", "main").decode().split()
    assert names == [f"files/{file.pk}/a.png", "plans.md"]


def test_a_long_name_in_letters_of_several_bytes_comes_back(cast: Cast, tmp_path: Path) -> None:
    file = stored(cast, picture(), name="图" * 100 + ".png")
    cast.document("Plans", f"![]({file.url})\n")
    export(cast, tmp_path / "out")
    other = make_cast("other")

    run(other, tmp_path / "out")

    assert shown(other) == [[picture()]]


def test_a_bundle_has_a_history_that_this_machine_cannot_check_out(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("ж" * 200 + ".md", "Text.\n")
    last = repo.commit()
    run(cast, repo)

    export_bundle(actor=cast.manager, project=cast.project, target=tmp_path / "out.bundle", report=growing)

    assert git(tmp_path, "bundle", "list-heads", "out.bundle").decode().split()[0] == last
