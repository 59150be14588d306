"""Read a history with the plumbing commands of git: which commit changed which files, and the bytes of objects."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from versioning.exceptions import InvalidValue, VersioningError
from versioning.services.transfer._git.command import GitFailed
from versioning.services.transfer._git.source import GitSource

# A commit with more files is refused. A forged tree of a few hundred bytes can name billions.
MOST_FILES_A_COMMIT = 100_000
MOST_CHANGES = 2_000_000
# git compares every deleted file with every added one, unless either is more than this.
RENAME_LIMIT = 1_000
# In bytes. Linux itself takes no longer path, and a tree can hold a name of any length.
LONGEST_PATH = 4096
MOST_PATH_BYTES = 256 * 1024 * 1024
# How much of git's output is read at a time.
_CHUNK = 65_536
# In bytes. A larger object is skipped piece by piece, so that it never fills the memory.
LARGEST_FILE = 256 * 1024 * 1024
# In bytes. One small object can be the content of every file of a commit, so that files alone are no limit.
LARGEST_COMMIT = 512 * 1024 * 1024
_REGULAR, _EXECUTABLE = b"100", b"100755"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file in a commit.

    A new file has no `old_path`, a deleted one no `new_path`. A changed or renamed one has both.
    """

    old_path: bytes | None
    new_path: bytes | None
    blob: str
    executable: bool


@dataclass(frozen=True, slots=True)
class CommitChanges:
    """A commit and the matching files that it changed.

    `renames_were_skipped` is true if it deleted and added so many files that git did not look for renames among them.
    """

    sha: str
    changes: tuple[FileChange, ...]

    @property
    def renames_were_skipped(self) -> bool:
        deleted = sum(change.new_path is None for change in self.changes)
        added = sum(change.old_path is None for change in self.changes)
        return deleted * added > RENAME_LIMIT**2


def first_parent_shas(source: GitSource) -> list[str]:
    """Return the commits of the ref's first-parent history, newest first."""
    return source.git.run(source.place, "rev-list", "--first-parent", source.tip).decode().split()


def count_touching(*, source: GitSource, until: str, paths: Sequence[str]) -> int:
    """Count the first-parent commits up to and including `until` that touch a matching file."""
    count = source.git.run(source.place, "rev-list", "--first-parent", "--count", until, "--", *_pathspecs(paths))
    return int(count)


def changes_after(*, source: GitSource, known: str | None, paths: Sequence[str]) -> list[CommitChanges]:
    """Return the first-parent commits after `known` that touch a matching file, oldest first.

    All of them if `known` is None. git detects renames up to RENAME_LIMIT. It sees matching files only, so a file that
    is renamed out of the patterns is deleted, and one that is renamed into them is new.

    Raises InvalidValue (paths, source: damaged, too costly to read, or a commit of more than MOST_FILES_A_COMMIT).
    """
    commits = source.tip if known is None else f"{known}..{source.tip}"
    try:
        with source.git.talk(
            # `first-parent` twice: which commits are listed, and what a merge is compared with.
            *(source.place, "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--format=%H"),
            *("--raw", "-z", "--no-abbrev", "-M", f"-l{RENAME_LIMIT}", commits, "--", *_pathspecs(paths)),
        ) as (_, log):
            return list(_parse_log(nul_tokens(log)))
    except GitFailed as error:
        raise InvalidValue(f"The history cannot be read: {error}", field="source") from error


def nul_tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what NUL characters separate, without holding the whole output."""
    rest, total = b"", 0
    while chunk := stream.read(_CHUNK):
        total += len(chunk)
        *whole, rest = (rest + chunk).split(b"\0")
        if total > MOST_PATH_BYTES or any(len(token) > LONGEST_PATH for token in (*whole, rest)):
            sentence = "The history has paths that are too long, or too many of them. Import fewer files."
            raise InvalidValue(sentence, field="source")
        yield from whole
    yield rest


def _pathspecs(paths: Sequence[str]) -> list[str]:
    if not paths or any(not path or "\0" in path for path in paths):
        raise InvalidValue("A path pattern must not be empty.", field="paths")
    return [f":(top,glob){path}" for path in paths]


def _parse_log(tokens: Iterator[bytes]) -> Iterator[CommitChanges]:
    """Parse the stream: the sha of a commit, then for each file `:modes shas status` and its path.

    After a rename the new path follows.
    """
    sha, changes, total = "", list[FileChange](), 0
    for token in tokens:
        record = token.lstrip(b"\n")
        if record.startswith(b":"):
            parsed = _parse_change(record, tokens=tokens)
            changes += parsed
            total += len(parsed)
            _refuse_too_many(sha=sha, in_commit=len(changes), total=total)
        elif record:
            if sha:
                yield CommitChanges(sha=sha, changes=tuple(changes))
            sha, changes = record.decode(), []
    if sha:
        yield CommitChanges(sha=sha, changes=tuple(changes))


def _refuse_too_many(*, sha: str, in_commit: int, total: int) -> None:
    """Raise InvalidValue before the list of changes fills the memory."""
    if in_commit > MOST_FILES_A_COMMIT:
        sentence = f"The commit {sha[:12]} changes more than {MOST_FILES_A_COMMIT:,} files. Import fewer files."
        raise InvalidValue(sentence, field="source")
    if total > MOST_CHANGES:
        sentence = f"The history changes files more than {MOST_CHANGES:,} times. Import fewer files."
        raise InvalidValue(sentence, field="source")


def _parse_change(record: bytes, *, tokens: Iterator[bytes]) -> list[FileChange]:
    """Return one change, or none if neither side is a regular file.

    Symbolic links and submodules have no text.
    """
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
    """One process of `git cat-file --batch`, which is asked for object after object."""

    requests: IO[bytes]
    answers: IO[bytes]

    def read(self, names: Sequence[str]) -> list[bytes | None]:
        """Return the bytes of the objects in the order of `names`.

        An object over LARGEST_FILE is None, and so is each one that follows after LARGEST_COMMIT in all.
        """
        objects: list[bytes | None] = []
        room = LARGEST_COMMIT
        # 500 names fit into the pipe. With more, git could wait for us to read while we wait for it.
        for start in range(0, len(names), 500):
            part = names[start : start + 500]
            self.requests.write("".join(f"{name}\n" for name in part).encode())
            self.requests.flush()
            for _ in part:
                data = self._read_one(longest=min(room, LARGEST_FILE))
                room -= 0 if data is None else len(data)
                objects.append(data)
        return objects

    def _read_one(self, *, longest: int) -> bytes | None:
        header = self.answers.readline().split()
        # git answers `<name> missing` instead of `<name> <type> <size>`.
        if len(header) != 3:
            name = header[0].decode() if header else "that a commit names"
            raise VersioningError(f"The object {name} is missing. The source is damaged or incomplete.")
        size = int(header[2])
        if size <= longest:
            return self.answers.read(size + 1)[:-1]
        for start in range(0, size + 1, LARGEST_FILE):
            self.answers.read(min(LARGEST_FILE, size + 1 - start))
        return None


@contextmanager
def object_reader(source: GitSource) -> Iterator[ObjectReader]:
    """Yield a reader of the objects of the source."""
    with source.git.talk(source.place, "cat-file", "--batch") as (requests, answers):
        yield ObjectReader(requests=requests, answers=answers)
