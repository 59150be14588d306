"""Parse a commit as git stores it, without losing a byte."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

_SECONDS, _ZONE = re.compile(rb"\d{1,20}"), re.compile(rb"[+-]\d+")
# git stores dates that databases cannot.
_LAST_SECOND = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Signature:
    """Who and when, from a line `Name <email> seconds zone`. Name and email may be empty."""

    name: str
    email: str
    at: datetime


@dataclass(frozen=True)
class CommitObject:
    """The parts of a commit, as bytes.

    `author` and `committer` are the whole lines after the keyword. `tree` is the name of the commit's tree.
    """

    author: bytes
    committer: bytes
    encoding: bytes
    message: bytes
    tree: str = ""

    @cached_property
    def subject(self) -> str:
        """Return the first paragraph on one line, like git's `%s`. It may be empty."""
        lines: list[bytes] = []
        for line in self.message.split(b"\n"):
            kept = line.rstrip(b" \t\r")
            if not kept and lines:
                break
            if kept:
                lines.append(kept)
        return _decode(b" ".join(lines), encoding=self.encoding)

    @cached_property
    def authored(self) -> Signature:
        return read_signature(self.author, encoding=self.encoding)

    @cached_property
    def committed(self) -> Signature:
        return read_signature(self.committer, encoding=self.encoding)


def parse_commit(stored: bytes) -> CommitObject:
    """Return the parts. Never raises: what a damaged commit lacks is empty."""
    head, _, message = stored.partition(b"\n\n")
    headers: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        word, _, value = line.partition(b" ")
        # A forged commit may repeat a header. The first one counts.
        headers.setdefault(word, value)
    author = headers.get(b"author", b"")
    return CommitObject(
        author=author,
        committer=headers.get(b"committer", author),
        encoding=headers.get(b"encoding", b""),
        message=message,
        tree=headers.get(b"tree", b"").decode("ascii", "replace"),
    )


def read_signature(line: bytes, *, encoding: bytes = b"") -> Signature:
    """Parse the line. Never raises: missing parts are empty, and a missing date is 1970."""
    who, seconds = _split_date(line.rstrip())
    name, _, rest = who.partition(b"<")
    email = rest.partition(b">")[0]
    return Signature(
        name=_decode(name, encoding=encoding).strip(),
        email=_decode(email, encoding=encoding).strip(),
        at=datetime.fromtimestamp(min(seconds, _LAST_SECOND), tz=UTC),
    )


def _split_date(line: bytes) -> tuple[bytes, int]:
    """Return who, and the seconds since 1970.

    The line is split from its end, so that a forged line takes linear time.
    """
    rest, _, zone = line.rpartition(b" ")
    who, space, seconds = rest.rpartition(b" ")
    if not (space and _SECONDS.fullmatch(seconds) and _ZONE.fullmatch(zone)):
        return line, 0
    return who, int(seconds)


def _decode(text: bytes, *, encoding: bytes) -> str:
    """Return text that both databases can store: no NUL, no lone surrogate, whatever encoding the commit states."""
    try:
        # The commit may name an encoding that does not exist.
        decoded = text.decode(encoding.decode("ascii") or "utf-8", "replace")
    except (LookupError, ValueError):
        decoded = text.decode("utf-8", "replace")
    return decoded.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
