"""The container of a project file: a tar of small plain members, compressed by gzip, written and read as a stream.

Only the members that `ArchiveWriter` writes are read: regular files with short names. So neither a link, nor a path,
nor a header of a hostile tar means anything here, and one piece is in memory at a time.
"""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tarfile import BLOCKSIZE, REGTYPE, USTAR_FORMAT, HeaderError, TarInfo
from typing import IO, Any, Self

from versioning.exceptions import InvalidValue

PIECE = 64 * 1024
DAMAGED = "The project file is damaged or cut off."
# Bytes of a row that nobody could have written, in a part of a list or in the manifest.
LARGEST_PART = 64_000_000
_LEVEL = 6


def damaged(message: str = DAMAGED) -> InvalidValue:
    return InvalidValue(message, field="file")


@dataclass
class ArchiveWriter:
    """Writes members one after the other. The same members give the same bytes, whenever they are written.

    As a context manager, it writes the end of the archive if the block ends without an error. The target stays open.
    """

    target: IO[bytes]
    size: int = 0

    def __post_init__(self) -> None:
        # Without a name and a time of its own.
        self._packed = gzip.GzipFile(filename="", fileobj=self.target, mode="wb", compresslevel=_LEVEL, mtime=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self._write(bytes(2 * BLOCKSIZE))
            self._packed.close()
            return
        # It writes to the target when it is closed, so not later, when the target is closed. The disk may be full.
        with suppress(OSError):
            self._packed.close()

    def add(self, name: str, data: bytes) -> str:
        """Write one member and return its SHA-256 in hexadecimal digits."""
        self.add_pieces(name, iter((data,)), size=len(data))
        return hashlib.sha256(data).hexdigest()

    def add_pieces(self, name: str, pieces: Iterator[bytes], *, size: int) -> None:
        """Write a member of this size from pieces. Raises ValueError if the pieces have another size."""
        self._write(_header(name, size=size))
        written = sum(self._write(piece) for piece in pieces)
        if written != size:
            raise ValueError(f"{name} has {written} bytes, not {size}")
        self._write(bytes(-size % BLOCKSIZE))

    def _write(self, data: bytes) -> int:
        self._packed.write(data)
        self.size += len(data)
        return len(data)


def _header(name: str, *, size: int) -> bytes:
    info = TarInfo(name)
    info.size = size
    return info.tobuf(format=USTAR_FORMAT)


@dataclass
class Member:
    """A member whose bytes come next in the stream. Read them before the next member."""

    name: str
    size: int
    _read: Callable[[int], bytes]
    _left: int = field(default=-1)

    def __post_init__(self) -> None:
        self._left = self.size

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes. Raises InvalidValue (file) if the archive is damaged."""
        while self._left:
            piece = self._read(min(PIECE, self._left))
            self._left -= len(piece)
            yield piece

    def data(self, *, most: int = LARGEST_PART) -> bytes:
        """Return all bytes. Raises InvalidValue (file) if there are more than `most`."""
        if self.size > most:
            raise damaged(f"{self.name} in the project file has more than {most:,} bytes.")
        return b"".join(self.pieces())


class ArchiveReader:
    """Reads the members of an archive in their order. `most` bounds how many bytes it may unpack to."""

    def __init__(self, source: IO[bytes], *, most: int) -> None:
        self._source, self._left, self._most = gzip.GzipFile(fileobj=source, mode="rb"), most, most

    def __iter__(self) -> Iterator[Member]:
        """Yield each member. Raises InvalidValue (file) if the archive is damaged, hostile or too large."""
        while True:
            header = self._read(BLOCKSIZE)
            if header == bytes(BLOCKSIZE):
                return
            info = _parse(header)
            member = Member(info.name, info.size, self._read)
            yield member
            # What nobody asked for.
            for _ in member.pieces():
                pass
            self._read(-info.size % BLOCKSIZE)

    def _read(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise damaged(f"The project file unpacks to more than {self._most:,} bytes, which is too large.")
        try:
            data = self._source.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged() from error
        if len(data) != size:
            raise damaged()
        return data


def _parse(header: bytes) -> TarInfo:
    try:
        info = TarInfo.frombuf(header, "utf-8", "strict")
    except (HeaderError, UnicodeDecodeError, ValueError) as error:
        raise damaged() from error
    if info.type != REGTYPE or info.size < 0 or info.linkname or info.sparse:
        raise damaged(f"The project file has a member that is no plain file: {info.name[:100]!r}.")
    return info


def open_archive(path: Path) -> IO[Any]:
    """Open a file for an ArchiveReader. Raises InvalidValue (file) if it cannot be read."""
    try:
        return path.open("rb")
    except OSError as error:
        raise InvalidValue(f"{path} cannot be read: {error.strerror}.", field="file") from error
