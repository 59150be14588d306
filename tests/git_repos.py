"""Small git repositories for tests, made by the git command itself."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ANNA = b"Anna Author <anna@example.org>"
CARL = b"Carl Committer <carl@example.org>"
START = 1_600_000_000


def git(folder: Path, *arguments: str | bytes, given: bytes = b"") -> bytes:
    """Return what git printed. It ignores the settings of the machine."""
    environment = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    done = subprocess.run(
        ["git", "-C", folder, "-c", "protocol.file.allow=always", *arguments],
        env=environment,
        input=given,
        capture_output=True,
        check=True,
    )
    return done.stdout


@dataclass
class Repo:
    """A repository whose commits are one minute apart; `tree` holds the files of the next one."""

    folder: Path
    tree: dict[bytes, tuple[str, bytes]] = field(default_factory=dict)
    clock: int = START
    tip: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir()
        git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main")

    def write(self, path: str | bytes, data: str | bytes, mode: str = "100644") -> None:
        self.tree[_bytes(path)] = (mode, _bytes(data))

    def remove(self, path: str | bytes) -> None:
        del self.tree[_bytes(path)]

    def rename(self, old: str, new: str) -> None:
        self.tree[new.encode()] = self.tree.pop(old.encode())

    def commit(
        self,
        message: str | bytes = "Change it\n",
        *,
        author: bytes = ANNA,
        committer: bytes = CARL,
        zone: bytes = b"+0200",
        headers: bytes = b"",
        merged: str = "",
    ) -> str:
        """Commit the tree onto main, whatever the lines look like. Returns the commit's sha."""
        self.clock += 60
        when = b" %d %s" % (self.clock, zone)
        parents = b"".join(b"parent %s\n" % sha.encode() for sha in (self.tip, merged) if sha)
        stored = b"tree %s\n%sauthor %s\ncommitter %s\n%s\n%s" % (
            self._write_tree(self.tree).encode(),
            parents,
            author + when,
            committer + when,
            headers,
            _bytes(message),
        )
        self.tip = self.store("commit", stored)
        git(self.folder, "update-ref", "refs/heads/main", self.tip)
        return self.tip

    def _write_tree(self, files: dict[bytes, tuple[str, bytes]]) -> str:
        """Tree objects straight from names, so that also those can be made that a checkout would refuse."""
        here: dict[bytes, tuple[str, str]] = {}
        below: dict[bytes, dict[bytes, tuple[str, bytes]]] = {}
        for path, (mode, data) in files.items():
            name, slash, rest = path.partition(b"/")
            if slash:
                below.setdefault(name, {})[rest] = (mode, data)
            else:
                here[name] = (mode, self.store("blob", data))
        here.update({name: ("40000", self._write_tree(inner)) for name, inner in below.items()})
        in_order = sorted(here.items(), key=lambda item: item[0] + (b"/" if item[1][0] == "40000" else b""))
        return self.store(
            "tree", b"".join(b"%s %s\0%s" % (mode.encode(), name, bytes.fromhex(sha)) for name, (mode, sha) in in_order)
        )

    def store(self, kind: str, data: bytes) -> str:
        return git(self.folder, "hash-object", "-w", "--literally", "-t", kind, "--stdin", given=data).decode().strip()


def bulk_repo(folder: Path, *, commits: int) -> Path:
    """Many commits, each changing one of ten files."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    stream = b"".join(
        b"commit refs/heads/main\nauthor %s %d +0000\ncommitter %s %d +0000\ndata 9\nChange %02d\n"
        b"M 644 inline docs/%d.md\n"
        b"data %d\n%s\n" % (ANNA, START + n, CARL, START + n, n % 100, n % 10, len(_page(n)), _page(n))
        for n in range(commits)
    )
    git(folder, "fast-import", "--quiet", given=stream)
    return folder


def _page(number: int) -> bytes:
    return b"# Page %d\n\n" % (number % 10) + b"A line of %d.\n" % number * 40


def commits_of(folder: Path, ref: str = "main") -> list[bytes]:
    """Return the stored bytes of each first-parent commit, oldest first, without its parents."""
    shas = git(folder, "rev-list", "--first-parent", "--reverse", ref).split()
    stored = [git(folder, "cat-file", "commit", sha) for sha in shas]
    return [b"\n".join(line for line in each.split(b"\n") if not line.startswith(b"parent ")) for each in stored]


def files_of(folder: Path, ref: str = "main") -> dict[bytes, bytes]:
    """Return each path of a commit and its bytes."""
    listed = git(folder, "ls-tree", "-r", "-z", ref).split(b"\0")[:-1]
    return {
        path: git(folder, "cat-file", "blob", entry.split()[2])
        for entry, path in (each.split(b"\t", 1) for each in listed)
    }


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
