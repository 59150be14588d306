"""Files that wiki links name, wherever they lie: ![[picture.png|300]] and [[form.pdf]]."""

import re
from pathlib import Path

import pytest

from tests.cast import Cast, make_cast
from tests.git_repos import Repo, git
from tests.pictures import picture, stored
from tests.services.transfer.project_files import export as export_file
from tests.services.transfer.project_files import read_in
from tests.services.transfer.test_git_files import pictures_in
from tests.services.transfer.test_import_git import run as run_git
from tests.services.transfer.test_import_git import silent
from tests.services.transfer.test_import_zip import counts
from tests.services.transfer.test_import_zip import run as run_zip
from tests.services.transfer.test_zip_files import document, unpacked
from tests.zips import make_zip
from versioning.models import File, HistoryFile, Project, Version
from versioning.services.files.compare_files import compare_files
from versioning.services.files.list_uses import list_uses
from versioning.services.transfer.export_git import export_git
from versioning.services.versions.render_version import render_version

TEXT = "See ![[plan.png|300]] and [[form.pdf#page=2|the form]].\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def html_of(number: int) -> str:
    return render_version(Version.objects.get(fields__git__path="notes/a.md", number=number))


def test_each_version_shows_what_the_name_meant_in_its_commit(cast: Cast, repo: Repo) -> None:
    repo.write("notes/a.md", TEXT)
    repo.write("attachments/Plan.png", red := picture("red"))
    repo.write("attachments/form.pdf", b"%PDF-1.7 form")
    repo.commit()
    repo.write("notes/a.md", TEXT + "More.\n")
    repo.write("attachments/Plan.png", blue := picture("blue"))
    repo.commit()
    repo.write("notes/a.md", TEXT + "Gone.\n")
    repo.remove("attachments/Plan.png")
    repo.commit()

    run_git(cast, repo)

    assert [pictures_in(html_of(number)) for number in (1, 2, 3)] == [[red], [blue], []]
    assert 'width="300"' in html_of(1)
    assert f'href="{File.objects.get(name="form.pdf").url}#page=2"' in html_of(1)
    assert 'class="missing-file"' in html_of(3)
    assert Version.objects.get(number=1).text == TEXT


def test_of_several_files_with_the_name_the_nearest_is_shown(cast: Cast, repo: Repo) -> None:
    repo.write("notes/a.md", "![[plan.png]] ![[img/plan.png]]")
    repo.write("notes/plan.png", near := picture("red"))
    repo.write("notes/img/plan.png", inner := picture("blue"))
    repo.write("other/img/plan.png", picture("green"))
    repo.commit()

    run_git(cast, repo)

    assert pictures_in(html_of(1)) == [near, inner]


def test_an_export_has_the_files_of_wiki_links_where_they_were(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("notes/a.md", TEXT)
    repo.write("attachments/plan.png", picture())
    repo.write("attachments/form.pdf", b"%PDF-1.7 form")
    repo.commit()
    run_git(cast, repo)
    target = tmp_path / "export.git"

    export_git(actor=cast.manager, project=cast.project, directory=target, report=silent)

    assert git(target, "rev-parse", "HEAD^{tree}") == git(repo.folder, "rev-parse", "HEAD^{tree}")


def test_a_project_file_takes_the_names_along(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("notes/a.md", TEXT)
    repo.write("attachments/plan.png", red := picture("red"))
    repo.commit()
    run_git(cast, repo)

    copy = read_in(export_file(cast.project, tmp_path / "a.tar.gz"), slug="copy").project

    assert pictures_in(render_version(Version.objects.get(document__project=copy))) == [red]


def test_the_uses_of_a_named_file_are_the_versions_that_came_with_it(cast: Cast, repo: Repo) -> None:
    repo.write("notes/a.md", TEXT)
    repo.write("attachments/plan.png", picture())
    repo.commit()
    run_git(cast, repo)

    assert [version.number for version in list_uses(File.objects.get(name="plan.png"))] == [1]


def test_comparing_names_the_changed_file(cast: Cast, tmp_path: Path) -> None:
    for color in ("red", "blue"):
        run_zip(cast, make_zip(tmp_path, {"notes/a.md": TEXT, "files/plan.png": picture(color)}))
    base, head = Version.objects.filter(document=document()).order_by("number")

    (change,) = compare_files(base=base, head=head)

    assert (change.base is not None, change.head is not None) == (True, True)
    assert change.name == "plan.png"


def test_a_zip_shows_what_the_names_mean_and_the_same_zip_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    source = make_zip(tmp_path, {"notes/a.md": TEXT, "files/Plan.png": (red := picture("red")), "other.png": b"x"})
    run_zip(cast, source)
    before = Version.objects.count(), HistoryFile.objects.count()

    summary = run_zip(cast, source)

    assert pictures_in(render_version(Version.objects.get(document=document()))) == [red]
    assert counts(summary) == {"unchanged": 1}
    assert (Version.objects.count(), HistoryFile.objects.count()) == before


def test_an_exported_zip_shows_the_same_in_another_project(cast: Cast, tmp_path: Path) -> None:
    run_zip(cast, make_zip(tmp_path, {"notes/a.md": TEXT, "files/plan.png": (red := picture("red"))}))
    other = make_cast("elsewhere")

    run_zip(other, make_zip(tmp_path, unpacked(cast)))

    version = Version.objects.get(document__project=other.project, document__kind="document")
    assert version.text == TEXT
    assert pictures_in(render_version(version)) == [red]


def test_a_text_that_was_written_here_has_no_files_beside_it(cast: Cast) -> None:
    stored(cast, name="plan.png")
    Project.objects.filter(pk=cast.project.pk).update(markdown_extensions=["wiki_links"])
    text = cast.document("Note", "![[plan.png|A plan|200]] [[form.pdf|*the* form]] ![[Page]]")

    html = render_version(Version.objects.get(document=text))

    assert '<span class="missing-file" role="img" aria-label="Missing picture: A plan">A plan</span>' in html
    assert '<span class="missing-page" title="No file is named form.pdf">*the* form</span>' in html
    assert re.search(r'title="No page is named Page">Page</span>', html)
