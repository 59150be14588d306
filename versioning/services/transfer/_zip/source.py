"""Opening a zip that somebody wants imported, of which nothing is believed: neither its names nor its sizes."""

import io
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from django.conf import settings

from versioning.exceptions import InvalidValue

SUFFIXES = (".md", ".markdown")
MOST_FILES = 20_000
# All texts together may be so many times as large as the largest upload; honest Markdown packs to a quarter.
LARGEST_RATIO = 20
LONGEST_PATH = 500
DEEPEST_FOLDER = 20
# The list of a zip's files is read at once; 20,000 long names fit.
LARGEST_LIST = 4_000_000
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_NOISE = ("__MACOSX",)
# A drive of Windows, control characters, and halves of characters.
_NO_PATH = re.compile(r"\A[A-Za-z]:|[\x00-\x1f\x7f\ud800-\udfff]")


class Refused(Exception):
    """A file that is left out; the message is why."""


@dataclass(frozen=True)
class ZipRefusal:
    """`path` is fit to be shown."""

    path: str
    reason: str


@dataclass(frozen=True)
class ZipSource:
    """The Markdown files by path, in its order; what was refused; how many other files there are."""

    archive: ZipFile
    files: dict[str, ZipInfo]
    refusals: list[ZipRefusal]
    passed_over: int

    def read(self, path: str) -> bytes:
        """The file's bytes; never more than may be. Raises Refused."""
        info = self.files[path]
        if info.flag_bits & _ENCRYPTED:
            raise Refused("it is encrypted")
        # Other ways may want any amount of memory, and no program writes texts with them unasked.
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused("it is compressed in an unusual way")
        try:
            with self.archive.open(info) as file:
                data = file.read(settings.MAX_REQUEST_BYTES + 1)
        except (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError) as error:
            raise Refused("the zip is damaged there") from error
        if len(data) > settings.MAX_REQUEST_BYTES:
            raise Refused("it is too large")
        return data


class _Careful(io.FileIO):
    """A file that never hands out more than the list of a zip may be long: `zipfile` reads what the zip says."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_LIST:
            raise BadZipFile("the list of its files is too long")
        return super().read(size)


@contextmanager
def opened_zip(path: Path) -> Iterator[ZipSource]:
    """Raises InvalidValue, whose sentence says what is wrong with the zip as a whole."""
    with _Careful(path) as file:
        try:
            archive = ZipFile(file)
        except (BadZipFile, UnicodeDecodeError, ValueError, OSError, NotImplementedError) as error:
            raise InvalidValue(f"This zip cannot be read: {error}.", field="file") from error
        with archive:
            yield _look_through(archive)


def _look_through(archive: ZipFile) -> ZipSource:
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise InvalidValue(f"This zip has {len(infos):,} files; {MOST_FILES:,} are taken at once.", field="file")
    files: dict[str, ZipInfo] = {}
    refusals: list[ZipRefusal] = []
    passed_over = 0
    for info in infos:
        path = _path_of(info)
        if info.is_dir() or path.endswith("/"):
            continue
        if not _is_text(path):
            passed_over += 1
            continue
        reason = _refuse(path, info=info, known=files)
        if reason:
            refusals.append(ZipRefusal(path=_shown(path), reason=f"{reason}."))
        else:
            files[path] = info
    _refuse_bomb(files.values())
    return ZipSource(archive=archive, files=dict(sorted(files.items())), refusals=refusals, passed_over=passed_over)


def _refuse_bomb(infos: Iterable[ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    if total > LARGEST_RATIO * settings.MAX_IMPORT_BYTES:
        raise InvalidValue(f"The texts of this zip are {total:,} bytes long together: too much.", field="file")


def _path_of(info: ZipInfo) -> str:
    """With slashes. Many programs write UTF-8 without saying so; then the name reads as another code page."""
    path = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            path = path.encode("cp437").decode()
        except UnicodeError:
            path = info.filename
    return path.replace("\\", "/").removeprefix("./")


def _is_text(path: str) -> bool:
    parts = path.split("/")
    hidden = any(part in _NOISE or (part.startswith(".") and part.strip(".")) for part in parts)
    return path.lower().endswith(SUFFIXES) and not hidden


def _refuse(path: str, *, info: ZipInfo, known: dict[str, ZipInfo]) -> str:
    """Why it cannot be taken; empty where it can."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or _NO_PATH.search(path):
        return "its path leads out of the zip, or cannot be a path"
    if len(path) > LONGEST_PATH or len(parts) > DEEPEST_FOLDER:
        return "its path is too long"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    return "the zip has this path twice" if path in known else ""


def _shown(path: str) -> str:
    return path[:LONGEST_PATH].encode("utf-8", "backslashreplace").decode()
