"""Name what a commit of an export was made from, so that an import of the export knows it again.

A trailer is a line `Key: value` in the last paragraph of the message (git-interpret-trailers(1)).
"""

import re
from typing import NamedTuple
from uuid import UUID

_LINE = re.compile(rb"(Stemma-Version|Stemma-Trashed): ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class Exported(NamedTuple):
    """The version whose text the commit wrote, or the document whose file it deleted."""

    version: UUID | None = None
    trashed: UUID | None = None


def with_trailer(subject: str, exported: Exported) -> bytes:
    """Return a message with this subject and the trailer."""
    key, value = ("Version", exported.version) if exported.version else ("Trashed", exported.trashed)
    return f"{subject}\n\nStemma-{key}: {value}\n".encode()


def exported_from(message: bytes) -> Exported | None:
    """Return what the last line of the message names, or None if it names nothing."""
    match = _LINE.fullmatch(message.rstrip().rpartition(b"\n")[2])
    if match is None:
        return None
    pk = UUID(match[2].decode())
    return Exported(version=pk) if match[1] == b"Stemma-Version" else Exported(trashed=pk)
