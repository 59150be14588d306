"""Read zips, and zips that hold nothing but zips: Notion packs large exports twice."""

import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from django.conf import settings

from versioning.exceptions import InvalidValue
from versioning.ops.files.store import PIECE
from versioning.ops.outages import outage_of
from versioning.services.transfer._scratch import scratch_folder

# In bytes. The list of files is read at once, and 20,000 long names fit.
LARGEST_LIST = 4_000_000
MOST_FILES = 20_000
# Zips inside the zip. All their lists are in memory at once.
MOST_PARTS = 20
_ENCRYPTED = 0x1


class Refused(Exception):
    """A file is skipped. The message says why."""


@dataclass(frozen=True)
class Parts:
    """Several zips as one. `archives` has the zip of each file."""

    archives: dict[ZipInfo, ZipFile]
    filename: str = ""

    def infolist(self) -> Sequence[ZipInfo]:
        return list(self.archives)

    def open(self, info: ZipInfo) -> IO[bytes]:
        return self.archives[info].open(info)


Archive = ZipFile | Parts


class _Careful(io.FileIO):
    """A file that refuses to read more at once than the list of a zip may be long.

    `zipfile` believes the length that the zip states, and would fill the memory.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_LIST:
            raise BadZipFile("the list of files is too long")
        return super().read(size)


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Open the zip, or the zips in it if it holds nothing else. Zips in those stay closed.

    Raises InvalidValue (file) if one of them cannot be read, if they are larger than an upload may be, or if they have
    too many files.
    """
    with ExitStack() as stack:
        outer = _open(path, stack)
        inner = [info for info in outer.infolist() if not info.is_dir() and not _is_noise(info)]
        if not inner or not all(info.filename.lower().endswith(".zip") for info in inner):
            _check_count(outer.infolist())
            yield outer
            return
        folder = stack.enter_context(scratch_folder("zip-"))
        archives: dict[ZipInfo, ZipFile] = {}
        for path in _unpacked(outer, inner, folder=folder):
            archive = _open(path, stack)
            archives |= dict.fromkeys(archive.infolist(), archive)
            _check_count(archives)
        yield Parts(archives)


@contextmanager
def reading(archive: Archive, info: ZipInfo) -> Iterator[IO[bytes]]:
    """Open a file of the zip. Raises Refused, also while it is read."""
    if info.flag_bits & _ENCRYPTED:
        raise Refused("the file is encrypted")
    # Other methods may need any amount of memory, and no program uses them by default.
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused("the compression method is not supported")
    try:
        with archive.open(info) as file:
            yield file
    except (BadZipFile, ZlibError, EOFError, NotImplementedError) as error:
        raise Refused("the zip is damaged here") from error
    except OSError as error:
        if outage_of(error) is not None:
            raise
        raise Refused("the zip is damaged here") from error


def _open(path: Path, stack: ExitStack) -> ZipFile:
    """Raises InvalidValue (file)."""
    file = stack.enter_context(_Careful(path))
    try:
        return stack.enter_context(ZipFile(file))
    except (BadZipFile, UnicodeDecodeError, ValueError, OSError, NotImplementedError) as error:
        raise InvalidValue(f"This zip cannot be read: {error}.", field="file") from error


def _check_count(infos: Collection[ZipInfo]) -> None:
    """Raise InvalidValue (file) if there are too many files."""
    if len(infos) > MOST_FILES:
        raise InvalidValue(f"This zip has {len(infos):,} files. The limit is {MOST_FILES:,}.", field="file")


def _is_noise(info: ZipInfo) -> bool:
    # macOS adds such files.
    return info.filename.startswith("__MACOSX/") or info.filename.rpartition("/")[2].startswith(".")


def _unpacked(outer: ZipFile, inner: Sequence[ZipInfo], *, folder: Path) -> Iterator[Path]:
    """Write the zips into the folder. Raises InvalidValue (file)."""
    if len(inner) > MOST_PARTS:
        raise InvalidValue(f"This zip has {len(inner):,} zips inside. The limit is {MOST_PARTS}.", field="file")
    left = settings.MAX_IMPORT_BYTES
    for number, info in enumerate(inner):
        path = folder / f"{number}.zip"
        try:
            with reading(outer, info) as source, path.open("wb") as target:
                # The size that the zip states may be a lie.
                while left >= 0 and (piece := source.read(PIECE)):
                    left -= len(piece)
                    target.write(piece)
        except Refused as refusal:
            raise InvalidValue(f"The zip inside this zip cannot be read: {refusal}.", field="file") from refusal
        if left < 0:
            raise InvalidValue("The zips inside this zip are too large. Unpack it, and import each one.", field="file")
        yield path
