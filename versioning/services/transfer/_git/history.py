"""Reading a history through git's plumbing: which commit changed which files, and the bytes of its objects."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from versioning.exceptions import InvalidValue, VersioningError
from versioning.services.transfer._git.command import GitFailed
from versioning.services.transfer._git.source import GitSource

LARGEST_FILE = 256 * 1024 * 1024
_REGULAR, _EXECUTABLE = b"100", b"100755"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file in a commit: new where it has no `old_path`, gone where it has no `new_path`, else changed or renamed."""

    old_path: bytes | None
    new_path: bytes | None
    blob: str
    executable: bool


@dataclass(frozen=True, slots=True)
class CommitChanges:
    sha: str
    changes: tuple[FileChange, ...]


def first_parent_shas(source: GitSource) -> list[str]:
    """The commits of the ref's first-parent history, newest first."""
    return source.git.run(source.place, "rev-list", "--first-parent", source.tip).decode().split()


def count_touching(*, source: GitSource, until: str, paths: Sequence[str]) -> int:
    """How many first-parent commits up to and with `until` touch a matching file."""
    count = source.git.run(source.place, "rev-list", "--first-parent", "--count", until, "--", *_pathspecs(paths))
    return int(count)


def changes_after(*, source: GitSource, known: str | None, paths: Sequence[str]) -> list[CommitChanges]:
    """The first-parent commits after `known` (all where it is None) that touch a matching file, oldest first.

    Renames are those that git finds, with no limit to its search. As git sees matching files alone, one that is
    renamed out of the patterns is gone, and one that is renamed into them is new. Raises InvalidValue (paths).
    """
    commits = source.tip if known is None else f"{known}..{source.tip}"
    try:
        log = source.git.run(
            *(source.place, "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--format=%H"),
            *("--raw", "-z", "--no-abbrev", "-M", "-l0", commits, "--", *_pathspecs(paths)),
        )
    except GitFailed as error:
        raise InvalidValue(f"The history cannot be read: {error}", field="source") from error
    return list(_parse_log(log))


def _pathspecs(paths: Sequence[str]) -> list[str]:
    if not paths or any(not path or "\0" in path for path in paths):
        raise InvalidValue("A pattern of paths must not be empty.", field="paths")
    return [f":(top,glob){path}" for path in paths]


def _parse_log(log: bytes) -> Iterator[CommitChanges]:
    """The stream is `sha`, then for each file `:modes shas status`, `path` and, after a rename, the new path."""
    tokens = iter(log.split(b"\0"))
    sha, changes = "", list[FileChange]()
    for token in tokens:
        record = token.lstrip(b"\n")
        if record.startswith(b":"):
            changes += _parse_change(record, tokens=tokens)
        elif record:
            if sha:
                yield CommitChanges(sha=sha, changes=tuple(changes))
            sha, changes = record.decode(), []
    if sha:
        yield CommitChanges(sha=sha, changes=tuple(changes))


def _parse_change(record: bytes, *, tokens: Iterator[bytes]) -> list[FileChange]:
    """One change, or none where neither side is a regular file: symbolic links and submodules have no text."""
    old_mode, new_mode, _, blob, status = record[1:].split(b" ")
    old = new = next(tokens)
    if status[:1] in (b"R", b"C"):
        new = next(tokens)
    change = FileChange(
        old_path=old if old_mode.startswith(_REGULAR) and status[:1] != b"C" else None,
        new_path=new if new_mode.startswith(_REGULAR) else None,
        blob=blob.decode(),
        executable=new_mode == _EXECUTABLE,
    )
    return [] if change.old_path is None and change.new_path is None else [change]


@dataclass(frozen=True)
class ObjectReader:
    """One `git cat-file --batch` that is asked for object after object."""

    requests: IO[bytes]
    answers: IO[bytes]

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """The objects' bytes in the order of their names; None for what is larger than LARGEST_FILE."""
        found: list[bytes | None] = []
        # So few at a time that the questions fit into the pipe while git is not reading.
        for start in range(0, len(names), 500):
            asked = names[start : start + 500]
            self.requests.write("".join(f"{name}\n" for name in asked).encode())
            self.requests.flush()
            found += [self._read_one() for _ in asked]
        return found

    def _read_one(self) -> bytes | None:
        header = self.answers.readline().split()
        if len(header) != 3:
            name = header[0].decode() if header else "that it names"
            raise VersioningError(f"The source lacks the object {name}: it is damaged, or only a part of a repository.")
        size = int(header[2])
        if size <= LARGEST_FILE:
            return self.answers.read(size + 1)[:-1]
        for start in range(0, size + 1, LARGEST_FILE):
            self.answers.read(min(LARGEST_FILE, size + 1 - start))
        return None


@contextmanager
def object_reader(source: GitSource) -> Iterator[ObjectReader]:
    with source.git.talk(source.place, "cat-file", "--batch") as (requests, answers):
        yield ObjectReader(requests=requests, answers=answers)
