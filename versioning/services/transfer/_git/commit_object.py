"""A commit as git stores it, taken apart without losing a byte."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

_SECONDS, _ZONE = re.compile(rb"\d{1,20}"), re.compile(rb"[+-]\d+")
# Git can hold dates that databases cannot.
_LAST_SECOND = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Signature:
    """Who and when, read from a line `Name <email> seconds zone`; name and email may be empty."""

    name: str
    email: str
    at: datetime


@dataclass(frozen=True)
class CommitObject:
    """`author` and `committer` are the whole lines after the header's word, as bytes; so is `message`."""

    author: bytes
    committer: bytes
    encoding: bytes
    message: bytes

    @cached_property
    def subject(self) -> str:
        """The first paragraph on one line, as git's `%s`; empty where there is none."""
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
    """Never raises: what a damaged commit lacks is empty."""
    head, _, message = stored.partition(b"\n\n")
    headers: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        word, _, value = line.partition(b" ")
        headers.setdefault(word, value)
    author = headers.get(b"author", b"")
    return CommitObject(
        author=author,
        committer=headers.get(b"committer", author),
        encoding=headers.get(b"encoding", b""),
        message=message,
    )


def read_signature(line: bytes, *, encoding: bytes = b"") -> Signature:
    """Never raises: what the line lacks is empty, and a date that it lacks is 1970."""
    who, seconds = _split_date(line.rstrip())
    name, _, rest = who.partition(b"<")
    email = rest.partition(b">")[0]
    return Signature(
        name=_decode(name, encoding=encoding).strip(),
        email=_decode(email, encoding=encoding).strip(),
        at=datetime.fromtimestamp(min(seconds, _LAST_SECOND), tz=UTC),
    )


def _split_date(line: bytes) -> tuple[bytes, int]:
    """Who, and the seconds since 1970. From the end, so that no forged line takes more than linear time."""
    rest, _, zone = line.rpartition(b" ")
    who, space, seconds = rest.rpartition(b" ")
    if not (space and _SECONDS.fullmatch(seconds) and _ZONE.fullmatch(zone)):
        return line, 0
    return who, int(seconds)


def _decode(text: bytes, *, encoding: bytes) -> str:
    """Text that both databases can store: no NUL, no lone surrogate, whatever the commit says about its encoding."""
    try:
        decoded = text.decode(encoding.decode("ascii") or "utf-8", "replace")
    except (LookupError, ValueError):
        decoded = text.decode("utf-8", "replace")
    return decoded.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
