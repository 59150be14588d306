"""Histories of a few hundred bytes that would need all memory or time if nobody set limits."""

from pathlib import Path

import psutil
import pytest

from tests.cast import Cast
from tests.git_repos import ANNA, CARL, START, Repo, git
from tests.services.transfer.test_import_git import run
from versioning.exceptions import InvalidValue, VersioningError
from versioning.services.transfer._git import command, history

FILES = 4


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def commit_nested_trees(repo: Repo, *, levels: int, width: int) -> None:
    """Commit a tree of width ** levels files that all are one blob."""
    mode, sha = "100644", repo.store("blob", b"# A")
    for _ in range(levels):
        entries = [b"%s %d.md\0%s" % (mode.encode(), place, bytes.fromhex(sha)) for place in range(width)]
        mode, sha = "40000", repo.store("tree", b"".join(entries))
    when = b" %d +0000" % START
    stored = b"tree %s\nauthor %s\ncommitter %s\n\nBomb\n" % (sha.encode(), ANNA + when, CARL + when)
    git(repo.folder, "update-ref", "refs/heads/main", repo.store("commit", stored))


def test_trees_that_name_billions_of_files_are_refused(cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "MEMORY_BYTES", 256 * 1024 * 1024)
    commit_nested_trees(repo, levels=10, width=10)

    with pytest.raises(InvalidValue, match="takes more memory or time than this server gives an import"):
        run(cast, repo)


def test_a_commit_of_too_many_files_is_refused(cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_FILES_A_COMMIT", 99)
    commit_nested_trees(repo, levels=2, width=10)

    with pytest.raises(InvalidValue, match="changes more than 99 files"):
        run(cast, repo)


@pytest.mark.parametrize(("text", "files"), [("![[f.png]]", ()), ("# A", ("**/*.png",))])
def test_files_that_a_forged_commit_names_without_end_are_not_listed(
    cast: Cast, repo: Repo, text: str, files: tuple[str, ...]
) -> None:
    sha = repo.store("tree", b"100644 f.png\0%s" % bytes.fromhex(repo.store("blob", b"f")))
    for _ in range(12):
        sha = repo.store("tree", b"".join(b"40000 %d\0%s" % (place, bytes.fromhex(sha)) for place in range(10)))
    text_entry = b"100644 a.md\0%s" % bytes.fromhex(repo.store("blob", text.encode()))
    root = repo.store("tree", text_entry + b"40000 d\0%s" % bytes.fromhex(sha))
    when = b" %d +0000" % START
    stored = b"tree %s\nauthor %s\ncommitter %s\n\nBomb\n" % (root.encode(), ANNA + when, CARL + when)
    bomb = repo.store("commit", stored)
    tip = repo.store("tree", b"100644 a.md\0%s" % bytes.fromhex(repo.store("blob", b"# B")))
    after = b"tree %s\nparent %s\n%s" % (tip.encode(), bomb.encode(), stored.partition(b"\n")[2])
    git(repo.folder, "update-ref", "refs/heads/main", repo.store("commit", after))

    with pytest.raises(InvalidValue, match="more than 100,000 files"):
        run(cast, repo, "a.md", files=files)


def test_a_history_of_too_many_changes_is_refused(cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_CHANGES", 2)
    for text in "abc":
        repo.write("a.md", text)
        repo.commit()

    with pytest.raises(InvalidValue, match="changes files more than 2 times"):
        run(cast, repo)


def test_a_git_that_needs_more_memory_than_its_limit_is_a_refusal(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a.md", "# A")
    repo.commit()
    monkeypatch.setattr(command, "MEMORY_BYTES", 4 * 1024 * 1024)

    with pytest.raises(VersioningError):
        run(cast, repo)


def test_a_git_that_takes_too_long_is_ended_with_the_processes_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "WALL_CLOCK_SECONDS", 0.2)

    with command.isolated_git() as isolated:
        with pytest.raises(command.GitFailed, match="more memory or time"):
            isolated.run("-c", "alias.wait=!sleep 3071", "wait")
        with pytest.raises(command.GitFailed), isolated.talk("-c", "alias.wait=!sleep 3071", "wait") as (_, output):
            output.read()

    # They may be dying.
    sleeping = [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == ["sleep", "3071"]]
    _, left = psutil.wait_procs(sleeping, timeout=60)
    assert left == []


def test_renames_that_were_not_looked_for_are_named_in_the_summary(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "RENAME_LIMIT", 2)
    for place in range(FILES):
        repo.write(f"a{place}.md", f"Line {place}.\n" * 20)
    repo.commit()
    for place in range(FILES):
        repo.remove(f"a{place}.md")
        repo.write(f"b{place}.md", f"Line {place}.\n" * 20 + "One line more.\n")
    repo.commit()

    summary = run(cast, repo)

    assert [refusal.path for refusal in summary.refusals] == ["*"]
    assert summary.refusals[0].reason.startswith("too many files to look for renames")
    assert summary.tally.created == 2 * FILES


def test_one_object_in_many_files_does_not_fill_the_memory(
    cast: Cast, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LARGEST_COMMIT", 25_000)
    for place in range(FILES):
        repo.write(f"{place}.md", "x" * 10_000)
    repo.commit()

    summary = run(cast, repo)

    assert summary.tally.versions == 2
    assert {refusal.reason for refusal in summary.refusals} == {"the file or its commit is too large"}
