"""Pictures that a later commit changes, renames or deletes although its texts do not name them."""

from pathlib import Path

import pytest

from tests.cast import Cast, make_cast
from tests.git_repos import Repo, git
from tests.pictures import picture
from tests.reading import current_of
from tests.services.transfer.test_export_git import export
from tests.services.transfer.test_git_files import MISSING, html_of, pictures_in
from tests.services.transfer.test_git_round_trip import edit
from tests.services.transfer.test_git_round_trip import stored as rows
from tests.services.transfer.test_import_git import run
from versioning.models import Document, HistoryFile
from versioning.services.versions.render_version import render_version

RED, BLUE, OLIVE = picture("red"), picture("blue"), picture("olive")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def first(repo: Repo) -> None:
    repo.write("a.md", "![](img/a.png) ![](img/b.png) ![](img/c.png)\n")
    for name, data in (("a", RED), ("b", BLUE), ("c", OLIVE)):
        repo.write(f"img/{name}.png", data)
    repo.commit()


def second(repo: Repo) -> None:
    """Change another text, and all pictures."""
    repo.write("b.md", "Another text.\n")
    repo.remove("img/a.png")
    repo.rename("img/b.png", "img/deep/b.png")
    repo.write("img/c.png", RED, mode="100755")
    repo.commit()
    repo.write("a.md", "![](img/deep/b.png) ![](img/c.png)\n")
    repo.commit()


def test_a_picture_that_only_becomes_executable_is_exported_so(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    first(repo)
    repo.write("img/a.png", RED, mode="100755")
    repo.write("b.md", "Another text.\n")
    last = repo.commit()
    run(cast, repo)

    export(cast, tmp_path / "out")

    assert git(tmp_path / "out", "rev-parse", "main").decode().strip() == last


@pytest.mark.parametrize("at_once", [True, False])
def test_the_exported_history_is_the_imported_one(cast: Cast, repo: Repo, tmp_path: Path, at_once: bool) -> None:
    first(repo)
    if not at_once:
        run(cast, repo)
    second(repo)
    run(cast, repo)

    export(cast, tmp_path / "out")

    # The renamed picture was not taken along before a text named it.
    expected = ["a.md", "b.md", "img/c.png"]
    assert git(tmp_path / "out", "ls-tree", "-r", "--name-only", "main~1").decode().split() == expected
    assert git(tmp_path / "out", "ls-tree", "main") == git(repo.folder, "ls-tree", "main")


def test_a_changed_file_is_read_once_and_what_did_not_change_is_not(cast: Cast, repo: Repo) -> None:
    first(repo)
    run(cast, repo)
    second(repo)

    run(cast, repo)

    placed = HistoryFile.objects.filter(position=2).order_by("path").values_list("path", "file__size", "executable")
    assert list(placed) == [
        ("img/a.png", None, False),
        ("img/b.png", None, False),
        ("img/c.png", len(RED), True),
    ]


def test_an_export_that_nobody_edited_changes_nothing_and_an_edited_one_continues(
    cast: Cast, repo: Repo, tmp_path: Path
) -> None:
    first(repo)
    second(repo)
    run(cast, repo)
    export(cast, tmp_path / "out")
    before = rows()

    run(cast, tmp_path / "out")

    assert rows() == before
    edit(tmp_path / "out", "a.md", "![](img/c.png) edited\n")
    run(cast, tmp_path / "out")
    assert pictures_in(html_of(3)) == [RED]


def test_an_export_without_the_files_that_were_not_imported_is_known_again(
    cast: Cast, repo: Repo, tmp_path: Path
) -> None:
    repo.write("code.py", "print()\n")
    first(repo)
    repo.write("code.py", "print(2)\n")
    second(repo)
    run(cast, repo)
    export(cast, tmp_path / "out")
    before = rows()

    run(cast, tmp_path / "out")

    assert rows() == before
    edit(tmp_path / "out", "a.md", "![](img/c.png) edited\n")
    assert run(cast, tmp_path / "out").tally.versions == 1


def test_an_export_of_another_text_is_refused(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("code.py", "print()\n")
    first(repo)
    run(cast, repo)
    forged = Repo(tmp_path / "forged.git")
    forged.write("a.md", "Another text with the same author, date and message.\n")
    forged.commit()

    with pytest.raises(Exception, match="The history was rewritten"):
        run(cast, forged)

    assert Document.objects.count() == 1


def test_a_picture_whose_name_is_spelled_in_another_case_is_missing_once_it_is_deleted(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](Img/a.png)")
    repo.write("img/A.PNG", RED)
    repo.commit()
    repo.write("a.md", "![](Img/a.png) more")
    repo.remove("img/A.PNG")
    repo.commit()

    run(cast, repo)

    assert pictures_in(html_of(1)) == [RED]
    assert MISSING in html_of(2)


def test_a_picture_whose_name_changes_its_case_is_one_picture(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("a.md", "![](Plan.png)")
    repo.write("Plan.png", RED)
    repo.commit()
    repo.write("a.md", "![](Plan.png) more")
    repo.remove("Plan.png")
    repo.write("plan.png", BLUE)
    last = repo.commit()

    run(cast, repo)

    assert [pictures_in(html_of(number)) for number in (1, 2)] == [[RED], [BLUE]]
    export(cast, tmp_path / "out")
    assert git(tmp_path / "out", "rev-parse", "main").decode().strip() == last


def test_the_picture_of_a_site_is_exported_where_it_was(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("docusaurus.config.js", "module.exports = { title: 'Site' };\n")
    repo.write("docs/a.md", "---\ntitle: A\n---\n![](/img/a.png)\n")
    repo.write("static/img/a.png", RED)
    repo.commit()
    repo.write("docs/a.md", "---\ntitle: A\n---\n![](/img/a.png) blue\n")
    repo.write("static/img/a.png", BLUE)
    repo.commit()
    repo.write("docs/a.md", "---\ntitle: A\n---\n![](/img/a.png) beside\n")
    repo.write("img/a.png", OLIVE)
    repo.commit()
    repo.write("docs/a.md", "---\ntitle: A\n---\n![](/img/a.png) gone\n")
    repo.remove("img/a.png")
    repo.remove("static/img/a.png")
    repo.commit()
    run(cast, repo)

    export(cast, tmp_path / "out")

    assert [pictures_in(html_of(number)) for number in (1, 2, 3, 4)] == [[RED], [BLUE], [OLIVE], []]
    for commit in ("main", "main~1", "main~2", "main~3"):
        names = ("ls-tree", "-r", commit, "docs", "img", "static")
        assert git(tmp_path / "out", *names) == git(repo.folder, *names)


def test_a_site_in_another_project_shows_the_pictures_of_its_export(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("docusaurus.config.js", "module.exports = { title: 'Site' };\n")
    repo.write("docs/a.md", "---\ntitle: A\n---\n![](/img/a.png)\n")
    repo.write("static/img/a.png", RED)
    repo.commit()
    run(cast, repo, files=["*.js"])
    export(cast, tmp_path / "out")
    other = make_cast("other")

    run(other, tmp_path / "out")

    imported = Document.objects.get(project=other.project, kind=Document.Kind.DOCUMENT)
    assert pictures_in(render_version(current_of(imported))) == [RED]


def test_a_link_that_finds_a_document_elsewhere_takes_no_file_along(cast: Cast, repo: Repo) -> None:
    repo.write("book.toml", "[book]\n")
    repo.write("src/SUMMARY.md", "- [A](a.md)\n- [B](b.md)\n")
    repo.write("src/a.md", "[B](/b.md) [B](B.md)\n")
    repo.write("src/b.md", "B\n")
    repo.commit()

    run(cast, repo)

    assert HistoryFile.objects.count() == 0
