"""The sources that an import accepts. Nothing in them is run or trusted."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.services.transfer.test_import_git import newest, silent
from versioning.exceptions import InvalidValue
from versioning.models import Version
from versioning.services.transfer.import_git import ImportOptions, import_git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "source.git")
    repo.write("a.md", "text")
    repo.commit()
    return repo


def take(cast: Cast, source: object, ref: str = "main") -> None:
    import_git(
        actor=cast.manager, project=cast.project, source=str(source), options=ImportOptions(ref=ref), report=silent
    )


def test_takes_a_bundle(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    git(repo.folder, "bundle", "create", str(tmp_path / "all.bundle"), "main")

    take(cast, tmp_path / "all.bundle")

    assert newest().text == "text"


def test_takes_a_folder_with_a_working_tree(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(repo.folder), "tree")

    take(cast, tmp_path / "tree")

    assert newest().text == "text"


@pytest.mark.parametrize("ref", ["v1", "refs/tags/v1", "HEAD"])
def test_takes_a_branch_a_tag_or_a_commit(cast: Cast, repo: Repo, ref: str) -> None:
    git(repo.folder, "-c", "user.name=x", "-c", "user.email=x", "tag", "-a", "-m", "x", "v1", "main")

    take(cast, repo.folder, ref=ref)

    assert newest().text == "text"


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "no",
        "--output=stolen",
        "-h",
        "main:a.md",
        "main..main",
        "^main",
        "a\0b",
        "main --all",
        "$(touch x)",
        "\udcff",
    ],
)
def test_refuses_what_is_no_ref(cast: Cast, repo: Repo, ref: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        take(cast, repo.folder, ref=ref)

    assert refusal.value.field == "ref"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("https://example.org/a.git", "is a URL"),
        ("git@example.org:a.git", "is a URL"),
        ("ext::sh -c 'touch stolen'", "is a URL"),
        ("/nowhere/at/all", "does not exist"),
        ("--upload-pack=touch stolen", "does not exist"),
        ("/a\0b", "is not a valid path"),
        ("/" + "x" * 5000, "is not a valid path"),
    ],
)
def test_refuses_what_is_not_on_this_machine(cast: Cast, source: str, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence) as refusal:
        take(cast, source)

    assert refusal.value.field == "source"


def test_refuses_what_is_no_repository(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")

    with pytest.raises(InvalidValue, match="is not a readable git repository or bundle"):
        take(cast, tmp_path / "file")


@pytest.mark.parametrize("paths", [(), ("",), ("a\0b",)])
def test_refuses_empty_patterns(cast: Cast, repo: Repo, paths: tuple[str, ...]) -> None:
    with pytest.raises(InvalidValue) as refusal:
        import_git(
            actor=cast.manager,
            project=cast.project,
            source=str(repo.folder),
            options=ImportOptions(paths=paths),
            report=silent,
        )

    assert refusal.value.field == "paths"


def test_runs_nothing_that_the_source_brings(cast: Cast, repo: Repo, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    settings = (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.askPass",
        "core.gitProxy",
        "diff.external",
        "gpg.program",
        "uploadpack.packObjectsHook",
        "core.alternateRefsCommand",
        "remote.origin.uploadpack",
    )
    for name in settings:
        git(repo.folder, "config", name, str(trap))
    git(repo.folder, "config", "log.showSignature", "true")
    for hook in ("reference-transaction", "post-checkout", "pre-auto-gc"):
        (repo.folder / "hooks").mkdir(exist_ok=True)
        (repo.folder / "hooks" / hook).symlink_to(trap)

    take(cast, repo.folder)

    assert newest().text == "text"
    assert not (tmp_path / "sprung").exists()


def test_the_git_settings_of_the_machine_change_nothing(
    cast: Cast, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("[log]\nshowRoot = false\n[diff]\nrenames = false\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")

    take(cast, repo.folder)

    assert Version.objects.count() == 1


def test_refuses_with_a_sentence_if_git_is_not_installed(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(Exception, match="git is not installed"):
        take(cast, repo.folder)


def test_refuses_a_repository_that_lacks_a_part_of_its_history(cast: Cast, repo: Repo) -> None:
    tree = git(repo.folder, "rev-parse", "main^{tree}").decode().strip()
    (repo.folder / "objects" / tree[:2] / tree[2:]).unlink()

    with pytest.raises(InvalidValue, match="The history cannot be read") as refusal:
        take(cast, repo.folder)

    assert refusal.value.field == "source"
