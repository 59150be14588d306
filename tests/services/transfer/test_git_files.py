"""Pictures and attachments of an imported history: each version has those of its commit."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.pictures import picture
from tests.services.transfer.test_import_git import run, silent
from versioning.exceptions import FileInUse, InvalidValue
from versioning.models import Document, File, HistoryFile, Version
from versioning.ops.files.store import file_store
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.files.list_uses import list_uses
from versioning.services.files.trash_file import trash_file
from versioning.services.kernel.file_bytes import key_of
from versioning.services.transfer._import.reading import LFS_POINTER
from versioning.services.transfer.export_git import export_git
from versioning.services.versions.render_version import render_version

MISSING = 'class="missing-file"'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def html_of(number: int) -> str:
    """Render a version of the file a.md, wherever it is."""
    return render_version(Version.objects.get(fields__git__path__endswith="a.md", number=number))


def pictures_in(html: str) -> list[bytes]:
    """Return the bytes of the files that the pictures show."""
    keys = re.findall(r'<img[^>]*\ssrc="/files/([0-9a-f-]{36})/', html)
    return [b"".join(file_store().read(key_of(File.objects.get(pk=key)))) for key in keys]


def test_each_version_shows_the_pictures_of_its_commit_and_its_text_is_unchanged(cast: Cast, repo: Repo) -> None:
    text = "![Plan](../img/plan.png)\n"
    repo.write("docs/a.md", text)
    repo.write("img/plan.png", red := picture("red"))
    repo.commit()
    repo.write("docs/a.md", text + "More.\n")
    repo.write("img/plan.png", blue := picture("blue"))
    repo.commit()
    repo.write("docs/a.md", text + "Gone.\n")
    repo.remove("img/plan.png")
    repo.commit()
    repo.write("docs/a.md", text + "Back.\n")
    repo.write("img/plan.png", red)
    repo.commit()

    summary = run(cast, repo)

    assert summary.refusals == ()
    assert [pictures_in(html_of(number)) for number in (1, 2, 3, 4)] == [[red], [blue], [], [red]]
    assert MISSING in html_of(3)
    assert Version.objects.get(number=1).text == text
    assert File.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("img/a b.png", "![](<../img/a b.png>)"),
        ("img/a b.png", "![](../img/a%20b.png)"),
        ("img/a b.png", "![](../img/a b.png)"),
        ("img/a b.png", '[![x](../img/a b.png "Title")](a.md)'),
        ("img/a\u0308.png", "![](../img/\u00e4.png)"),
        ("img/\u00e4.png", "![](../img/A\u0308.png)"),
        ("docs/a(1(2)).png", "![](a(1(2)).png)"),
        ("img/ä.png", "![](../img/%C3%A4.png)"),
        ("img/A.PNG", "![](../Img/a.png)"),
        ("docs/a(1).png", "![](a(1).png)"),
        ("docs/a.png", "![](./a.png?raw=true)"),
        ("docs/a.png", '<img src="a.png" width="5">'),
        ("docs/a.png", '![][plan]\n\n[plan]: a.png "Title"'),
        ("docs/a.png", "> ![][plan]\n>\n> [plan]: a.png"),
        ("a.png", "![](/a.png)"),
        ("docs/a&b.png", "![](a&amp;b.png)"),
    ],
)
def test_addresses_are_read_as_a_browser_reads_them(cast: Cast, repo: Repo, path: str, written: str) -> None:
    repo.write("docs/a.md", written)
    repo.write(path, data := picture("olive"))
    repo.commit()

    run(cast, repo)

    assert pictures_in(html_of(1)) == [data]


def test_a_renamed_picture_is_found_by_the_texts_of_both_names(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](old.png)")
    repo.write("old.png", data := picture())
    repo.commit()
    repo.rename("old.png", "new.png")
    repo.write("a.md", "![](new.png)")
    repo.commit()

    run(cast, repo)

    assert [pictures_in(html_of(number)) for number in (1, 2)] == [[data], [data]]


def test_what_a_text_links_to_is_taken_along_and_what_nobody_names_is_not(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "[Form](form.pdf) [Other](b.md) [Web](https://example.org/x.png) ![](../../../etc/passwd)")
    repo.write("b.md", "b")
    repo.write("form.pdf", b"%PDF-1.7 form")
    repo.write("unused.png", picture())
    repo.commit()

    run(cast, repo)

    assert [file.name for file in File.objects.all()] == ["form.pdf"]
    assert f'href="{File.objects.get().url}"' in html_of(1)
    other = Version.objects.get(fields__git__path="b.md").document
    assert f'href="/d/{other.identifier}/"' in html_of(1)


def test_a_pointer_of_git_lfs_is_named_and_stays_a_missing_picture(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](big.png)")
    repo.write("big.png", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    repo.commit()

    summary = run(cast, repo)

    assert [(refusal.path, refusal.reason) for refusal in summary.refusals] == [("big.png", "the file is in Git LFS")]
    assert MISSING in html_of(1)


def test_a_draft_that_continues_an_imported_version_shows_its_pictures(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](a.png)")
    repo.write("a.png", data := picture())
    repo.commit()
    run(cast, repo)

    draft = fork_document(actor=cast.editor, document=Document.objects.get(), mode=ForkMode.FREE).draft

    assert pictures_in(render_version(draft.version)) == [data]


def test_a_second_run_adds_only_what_changed(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](a.png)")
    repo.write("a.png", picture())
    repo.commit()
    run(cast, repo)
    repo.write("a.md", "![](a.png) more")
    repo.commit()

    run(cast, repo)

    assert HistoryFile.objects.count() == 1
    assert pictures_in(html_of(2)) == [picture()]


def test_the_exported_history_has_the_pictures_byte_for_byte(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    repo.write("docs/a.md", "![](../img/a b.png)![](<../img/a b.png>)")
    repo.write("img/a b.png", red := picture("red"))
    first = repo.commit()
    repo.write("docs/a.md", "![](<../img/a b.png>) two")
    repo.write("img/a b.png", picture("blue"), mode="100755")
    second = repo.commit()
    repo.write("docs/a.md", "![](<../img/a b.png>) three")
    repo.remove("img/a b.png")
    third = repo.commit()
    run(cast, repo)

    export_git(actor=cast.manager, project=cast.project, directory=tmp_path / "out", report=silent)

    shas = git(tmp_path / "out", "rev-list", "--reverse", "main").decode().split()
    assert shas == [first, second, third]
    assert git(tmp_path / "out", "show", f"{first}:img/a b.png") == red


def test_a_file_of_a_history_cannot_go_to_the_trash_and_is_never_purged(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](a.png)")
    repo.write("a.png", picture())
    repo.commit()
    run(cast, repo)
    file = File.objects.get()

    with pytest.raises(FileInUse):
        trash_file(actor=system_actor(), file=file)

    assert not File.objects.all().unused().exists()
    assert not File.objects.all().deletable().exists()


def test_the_uses_of_a_file_are_the_versions_that_came_with_it(cast: Cast, repo: Repo) -> None:
    repo.write("docs/a.md", "![](../A.png)")
    repo.write("docs/b.md", "No picture.")
    repo.write("a.png", picture("red"))
    repo.commit()
    repo.write("docs/a.md", "![](../a.png) again")
    repo.write("a.png", picture("blue"))
    repo.commit()
    run(cast, repo)
    red, blue = File.objects.order_by("pk")

    uses = {file.pk: [version.number for version in list_uses(file)] for file in (red, blue)}

    assert uses == {red.pk: [1], blue.pk: [2]}
    with pytest.raises(FileInUse) as refused:
        trash_file(actor=cast.editor, file=red)
    assert [use["number"] for use in refused.value.data["uses"]] == [1]


def test_the_uses_of_a_file_are_all_versions_while_it_stays(cast: Cast, repo: Repo) -> None:
    for number in range(1, 6):
        repo.write("docs/a.md", f"![](../a.png) {number}")
        repo.write("docs/b.md", f"No picture {number}.")
        if number in (1, 4):
            repo.write("a.png", picture("red" if number == 1 else "blue"))
        repo.commit()
    run(cast, repo)
    red, blue = File.objects.order_by("pk")

    uses = {file.pk: [version.number for version in list_uses(file)] for file in (red, blue)}

    assert uses == {red.pk: [3, 2, 1], blue.pk: [5, 4]}


def test_the_command_names_what_it_left_out(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "![](big.png)")
    repo.write("big.png", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
    repo.commit()
    out = StringIO()

    call_command("import_git", str(repo.folder), "--project", cast.project.slug, stdout=out)

    assert "Refused 'big.png' of commit" in out.getvalue()


def test_a_pattern_takes_along_what_no_text_refers_to_as_each_commit_had_it(cast: Cast, repo: Repo) -> None:
    repo.write("docs/a.md", "a\n")
    repo.write("docs/img/red.png", picture("red"))
    repo.write("docs/img/gone.png", picture("olive"))
    repo.write("other/x.png", picture("navy"))
    repo.commit()
    repo.write("docs/a.md", "b\n")
    repo.write("docs/img/red.png", picture("blue"))
    repo.remove("docs/img/gone.png")
    repo.commit()

    summary = run(cast, repo, files=["docs/**"])

    rows = HistoryFile.objects.order_by("position", "path").values_list("position", "path", "file__size")
    sizes = {color: len(picture(color)) for color in ("red", "olive", "blue")}
    assert list(rows) == [
        (1, "docs/img/gone.png", sizes["olive"]),
        (1, "docs/img/red.png", sizes["red"]),
        (2, "docs/img/gone.png", None),
        (2, "docs/img/red.png", sizes["blue"]),
    ]
    assert (summary.tally.files, summary.refusals) == (3, ())


def test_a_second_run_with_a_pattern_adds_only_what_is_new(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "a\n")
    repo.write("img/one.png", picture("red"))
    repo.commit()
    run(cast, repo, files=["img/*.png"])
    repo.write("a.md", "b\n")
    repo.remove("img/one.png")
    repo.write("img/two.png", picture("blue"))
    repo.commit()

    run(cast, repo, files=["img/*.png"])

    placed = HistoryFile.objects.filter(position=2).order_by("path").values_list("path", "file__name")
    assert list(placed) == [("img/one.png", None), ("img/two.png", "two.png")]


def test_what_a_pattern_cannot_take_along_is_named(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "a\n")
    repo.write("img/big.png", LFS_POINTER + "oid sha256:1\nsize 1\n")
    repo.commit()

    summary = run(cast, repo, files=["img/**"])

    assert [(each.path, each.reason) for each in summary.refusals] == [("img/big.png", "the file is in Git LFS")]
    assert File.objects.count() == 0


def test_too_many_patterns_are_refused(cast: Cast, repo: Repo) -> None:
    with pytest.raises(InvalidValue):
        run(cast, repo, files=["a"] * 21)
