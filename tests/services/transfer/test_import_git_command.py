"""The options, refusals and output of `manage.py import_git` and `export_git`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.pictures import picture
from versioning.management import progress as progress_module
from versioning.models import Version
from versioning.services.transfer.import_git import ImportOptions, import_git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("docs/a.md", "one")
    repo.write("docs/b.txt", "one")
    repo.write("bad\n.md", b"\xff")
    repo.commit()
    return repo


def test_imports_and_sums_up(cast: Cast, repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_git", str(repo.folder), project="handbook")

    printed = capsys.readouterr().out
    assert f"Refused 'bad\\n.md' of commit {repo.tip[:12]}: the text is not UTF-8." in printed
    assert "Skipped 'docs/b.txt': It isn't a text that can be imported, and no text refers to it." in printed
    assert "Imported 1 version from 1 commit: 1 new document, 1 file refused, 1 other file skipped." in printed
    assert "versions per second" in printed


def test_names_each_file_of_the_newest_commit_that_is_left_out(cast: Cast, repo: Repo) -> None:
    repo.write("docs/a.md", "![p](p.png)")
    repo.write("docs/p.png", picture())
    repo.write("other/c.md", "c")
    repo.commit()
    options = ImportOptions(paths=("docs/**/*.md",))

    first = import_git(
        actor=cast.manager, project=cast.project, source=str(repo.folder), report=lambda *_: None, options=options
    )
    again = import_git(
        actor=cast.manager, project=cast.project, source=str(repo.folder), report=lambda *_: None, options=options
    )

    assert [each.path for each in first.skipped] == ["bad\n.md", "docs/b.txt", "other/c.md"]
    assert again.skipped == first.skipped


def test_takes_patterns_and_a_ref(cast: Cast, repo: Repo) -> None:
    git(repo.folder, "branch", "other", "main")

    options = ("--project=handbook", "--ref=other", "--path=docs/*.txt", "--path=docs/*.md")
    call_command("import_git", str(repo.folder), *options)

    assert Version.objects.count() == 2


def test_says_how_many_commits_broader_patterns_skipped(
    cast: Cast, repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write("docs/b.txt", "two")
    repo.commit()
    repo.write("docs/a.md", "two")
    repo.commit()
    call_command("import_git", str(repo.folder), project="handbook")

    call_command("import_git", str(repo.folder), "--project=handbook", "--path=**")

    assert "Skipped 1 older commits" in capsys.readouterr().out


def test_gives_the_versions_of_an_author_to_a_member(cast: Cast, repo: Repo) -> None:
    call_command("import_git", str(repo.folder), "--project=handbook", "--author=anna@example.org=edda.handbook")

    assert Version.objects.get().created_by == cast.editor.user


@pytest.mark.parametrize(
    ("author", "words"),
    [("anna@example.org", "not EMAIL=USERNAME"), ("a@x=sven.handbook", "sven.handbook is not a member")],
)
def test_refuses_an_author_who_is_no_member(cast: Cast, repo: Repo, author: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_git", str(repo.folder), "--project=handbook", f"--author={author}")


def test_prints_the_progress_in_lines_without_a_terminal(
    cast: Cast, repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_module, "SECONDS_BETWEEN_LINES", 0)

    call_command("import_git", str(repo.folder), project="handbook")

    assert "2 of 2 versions" in capsys.readouterr().err


def test_shows_a_bar_at_a_terminal(
    cast: Cast, repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    call_command("import_git", str(repo.folder), project="handbook")

    printed = capsys.readouterr().err
    assert "2/2" in printed
    assert "/s" in printed


@pytest.mark.parametrize(
    ("source", "options", "sentence"),
    [
        ("/nowhere", {"project": "handbook"}, "does not exist"),
        ("SOURCE", {"project": "nothing"}, "No project has the slug nothing"),
        ("SOURCE", {"project": "handbook", "ref": "nothing"}, "no branch, tag or commit 'nothing'. It has main."),
    ],
)
def test_refuses_with_a_sentence(cast: Cast, repo: Repo, source: str, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_git", source.replace("SOURCE", str(repo.folder)), **options)


def test_exports_what_was_imported(cast: Cast, repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_git", str(repo.folder), project="handbook")

    call_command("export_git", "handbook", str(tmp_path / "out"))

    assert (tmp_path / "out" / "docs" / "a.md").read_bytes() == b"one"
    assert "1 commits in" in capsys.readouterr().out


def test_export_refuses_an_unknown_project_and_a_full_folder(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="No project has the slug nothing"):
        call_command("export_git", "nothing", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_git", "handbook", str(tmp_path))
    with pytest.raises(CommandError, match="cannot be created"):
        call_command("export_git", "handbook", str(tmp_path / "file"))
