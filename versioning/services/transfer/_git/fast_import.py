"""Write a git history as one stream into `git fast-import`."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from versioning.models import User
from versioning.services.transfer._git.command import Git
from versioning.services.transfer._git.commit_object import read_signature

REGULAR, EXECUTABLE = "100644", "100755"
# The lines that fast-import accepts. Older programs wrote commits with other lines.
_TAKEN = re.compile(rb"(?:[^<>\n\0]* )<[^<>\n\0]*> \d{1,19} [+-]\d{1,9}")
_UNFIT = re.compile(rb"[<>\n\0]")


@dataclass(frozen=True)
class FileEntry:
    """A path, and the mark of the blob that the commit puts there."""

    path: str
    mark: int
    mode: str = REGULAR


@dataclass
class FastImport:
    """The stream. Each commit goes to the branch main, on top of the last one.

    `repaired` counts author and committer lines that git would refuse.
    """

    stream: IO[bytes]
    blobs: int = 0
    commits: int = 0
    repaired: int = 0

    def add_blob(self, data: bytes) -> int:
        """Write the blob. Return the mark that commits name it by."""
        self.blobs += 1
        self.stream.write(b"blob\nmark :%d\n" % self.blobs)
        self._write_data(data)
        return self.blobs

    def add_commit(
        self,
        *,
        author: bytes,
        committer: bytes,
        message: bytes,
        files: Iterable[FileEntry] = (),
        deleted: Iterable[str] = (),
        encoding: bytes = b"",
    ) -> None:
        """Write the commit: first its deletions, then its files."""
        self.stream.write(b"commit refs/heads/main\n")
        self.stream.write(b"author %s\ncommitter %s\n" % (self._fit(author), self._fit(committer)))
        if encoding:
            self.stream.write(b"encoding %s\n" % encoding)
        self._write_data(message)
        for path in deleted:
            self.stream.write(b"D %s\n" % _quoted(path))
        for entry in files:
            self.stream.write(b"M %s :%d %s\n" % (entry.mode.encode(), entry.mark, _quoted(entry.path)))
        self.stream.write(b"\n")
        self.commits += 1

    def _write_data(self, data: bytes) -> None:
        self.stream.write(b"data %d\n%s\n" % (len(data), data))

    def _fit(self, line: bytes) -> bytes:
        """Return the line unchanged if git takes it, else one with the same meaning."""
        if _TAKEN.fullmatch(line):
            return line
        self.repaired += 1
        meant = read_signature(line)
        return signature(name=meant.name, email=meant.email, at=meant.at)


@contextmanager
def fast_import(*, git: Git, repository: Path) -> Iterator[FastImport]:
    """Yield the stream. Raises GitFailed at the end if git refused it."""
    # Old commits have time zones that only the permissive format accepts.
    command = ("fast-import", "--quiet", "--done", "--date-format=raw-permissive")
    with git.talk(f"--git-dir={repository}/.git", *command) as (stream, _):
        yield FastImport(stream=stream)
        stream.write(b"done\n")


def signature(*, name: str, email: str, at: datetime) -> bytes:
    """Return git's line `Name <email> seconds zone`, in UTC, without characters that git refuses."""
    who = b"%s <%s>" % tuple(_UNFIT.sub(b"", part.encode()).strip() for part in (name, email))
    return b"%s %d +0000" % (who, max(0, int(at.timestamp())))


def signature_of(user: User, *, at: datetime) -> bytes:
    """Return the line for this user, with the username if there is no email address."""
    return signature(name=user.display_name, email=user.email or user.username, at=at)


def _quoted(path: str) -> bytes:
    """Return the path in quotes, with line ends, quotes and backslashes escaped, as fast-import reads it."""
    escaped = path.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % escaped
