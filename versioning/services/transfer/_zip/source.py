"""Open a zip that somebody wants to import. Neither its names nor its sizes are trusted."""

import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipInfo

from django.conf import settings

from versioning.exceptions import InvalidValue
from versioning.ops.files.store import PIECE
from versioning.services.transfer._zip.archives import Archive, Refused, opened_archive, reading
from versioning.services.transfer._zip.headers import HEADED, LONGEST_BEGINNING, has_header
from versioning.services.transfer._zip.names import ZipNames, read_names

SUFFIXES = (".md", ".markdown", ".mdx")
# All files together may be this many times larger than the largest upload. Real Markdown shrinks to a quarter.
LARGEST_RATIO = 20
LONGEST_PATH = 500
DEEPEST_FOLDER = 20
# GitBook keeps the pictures of its pages here. Other hidden folders hold nothing for readers.
_ASSETS = re.compile(r"(?:\A|/)\.gitbook/assets/")
# An export puts the files of the project here. Markdown among them is a file, and no document.
_OWN_FILE = re.compile(r"(?:\A|/)files/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/[^/]+\Z")
# macOS adds this folder with metadata of its own.
_NOISE = ("__MACOSX",)
# Windows drives, control characters and lone surrogates.
_NO_PATH = re.compile(r"\A[A-Za-z]:|[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class ZipRefusal:
    """A skipped file. `path` is safe to show."""

    path: str
    reason: str


@dataclass(frozen=True)
class ZipSource:
    """An open zip.

    `files` maps paths to the Markdown files, and to the texts of other types that an export wrote, sorted by path.
    `others` maps paths to all other files, which texts may refer to.
    `folded` maps the paths of the latter without their case. `hidden` maps paths to files that nobody refers to, such
    as settings. `note` says how the names were read, if that was not clear.
    """

    archive: Archive
    files: dict[str, ZipInfo]
    others: dict[str, ZipInfo]
    folded: dict[str, str]
    refusals: list[ZipRefusal]
    hidden: dict[str, ZipInfo]
    note: str = ""

    @property
    def top_folder(self) -> str:
        """Return the folder around everything, with a slash at the end, or an empty string if there is none."""
        tops = {path.partition("/")[0] for path in (*self.files, *self.others)}
        folder = f"{next(iter(tops))}/" if len(tops) == 1 else ""
        return folder if any(path.startswith(folder) for path in self.files) else ""

    def inside(self, folder: str) -> "ZipSource":
        """Return the zip as if this folder, which is around everything, were not there."""
        files, others, hidden = (
            {path.removeprefix(folder): info for path, info in infos.items()}
            for infos in (self.files, self.others, self.hidden)
        )
        folded = {path.casefold(): path for path in others}
        return replace(self, files=files, others=others, hidden=hidden, folded=folded)

    def read(self, path: str) -> bytes:
        """Return the bytes of the Markdown file, at most MAX_REQUEST_BYTES. Raises Refused."""
        # The size that the zip states may be a lie: one byte past the limit proves it.
        data = self._head(self.files[path], length=settings.MAX_REQUEST_BYTES + 1)
        if len(data) > settings.MAX_REQUEST_BYTES:
            raise Refused("the file is too large")
        return data

    def whole(self, path: str, *, most: int) -> bytes:
        """Return the bytes of any file. Raises Refused, also if it has more than `most`."""
        data = self._head(self.files.get(path) or self.others[path], length=most + 1)
        if len(data) > most:
            raise Refused("the file is too large")
        return data

    def beginning(self, path: str, *, length: int, if_after: tuple[int, tuple[bytes, ...]]) -> bytes:
        """Return the beginning of a Markdown file if its first bytes are among the given ones, else nothing.

        Raises Refused.
        """
        first, openings = if_after
        with reading(self.archive, self.files[path]) as file:
            opening = file.read(first)
            return opening + file.read(length - first) if opening.startswith(openings) else b""

    def head(self, path: str, *, length: int) -> bytes:
        """Return the beginning of another file. Raises Refused."""
        return self._head(self.others[path], length=length)

    def settings(self, path: str, *, length: int) -> bytes | None:
        """Return the bytes of any file that the zip has, or None if it is longer or cannot be read."""
        info = self.files.get(path) or self.others.get(path) or self.hidden.get(path)
        try:
            data = b"" if info is None else self._head(info, length=length + 1)
        except Refused:
            return None
        return None if info is None or len(data) > length else data

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield the bytes of another file. Raises Refused."""
        with reading(self.archive, self.others[path]) as file:
            while piece := file.read(PIECE):
                yield piece

    def _head(self, info: ZipInfo, *, length: int) -> bytes:
        with reading(self.archive, info) as file:
            return file.read(length)


@contextmanager
def opened_zip(path: Path, *, names: str = "") -> Iterator[ZipSource]:
    """Open the zip, or the zips in it if it holds nothing else.

    `names` is the encoding of names that do not say theirs, or empty to guess it. Raises InvalidValue (file) if the zip
    is refused as a whole, and InvalidValue (names).
    """
    with opened_archive(path) as archive:
        yield _look_through(archive, names=names)


def _look_through(archive: Archive, *, names: str) -> ZipSource:
    infos = archive.infolist()
    files: dict[str, ZipInfo] = {}
    others: dict[str, ZipInfo] = {}
    refusals: list[ZipRefusal] = []
    hidden: dict[str, ZipInfo] = {}
    read = read_names(infos, chosen=names)
    for info in infos:
        path = _path_of(info, names=read)
        if info.is_dir() or path.endswith("/"):
            continue
        if _is_hidden(path):
            hidden[_printable(path)] = info
            continue
        known = files if _is_text(archive, path, info=info) else others
        reason = _refuse(path, info=info, known=known)
        if reason:
            refusals.append(ZipRefusal(path=_printable(path), reason=f"{reason}."))
        else:
            known[path] = info
    _refuse_bomb([*files.values(), *others.values()])
    return ZipSource(
        archive,
        files=dict(sorted(files.items())),
        others=others,
        folded={path.casefold(): path for path in others},
        refusals=refusals,
        hidden=hidden,
        note=read.note,
    )


def _is_text(archive: Archive, path: str, *, info: ZipInfo) -> bool:
    """Return whether the file is a document: Markdown, or of another type that an export wrote."""
    if _OWN_FILE.search(path):
        return False
    return path.lower().endswith(SUFFIXES) or _is_exported(archive, path, info=info)


def _is_exported(archive: Archive, path: str, *, info: ZipInfo) -> bool:
    """Return whether it is rich text or a block document that an export wrote."""
    if not path.lower().endswith(HEADED):
        return False
    try:
        with reading(archive, info) as file:
            return has_header(path, file.read(LONGEST_BEGINNING).decode(errors="replace"))
    except Refused:
        return False


def _refuse_bomb(infos: Iterable[ZipInfo]) -> None:
    """Raise InvalidValue if the files would be far larger than an honest zip can hold."""
    total = sum(info.file_size for info in infos)
    if total > LARGEST_RATIO * settings.MAX_IMPORT_BYTES:
        raise InvalidValue(f"The files of this zip have {total:,} bytes in all, which is too large.", field="file")


def _path_of(info: ZipInfo, *, names: ZipNames) -> str:
    """Return the path with slashes, in the normalization form NFC. macOS writes the same names as NFD."""
    return unicodedata.normalize("NFC", names.name_of(info).replace("\\", "/").removeprefix("./"))


def _is_hidden(path: str) -> bool:
    """Return whether the owner of this file cannot see it."""
    path = _ASSETS.sub("/", path)
    return any(part in _NOISE or (part.startswith(".") and part.strip(".")) for part in path.split("/"))


def _refuse(path: str, *, info: ZipInfo, known: dict[str, ZipInfo]) -> str:
    """Return why the file is refused, or an empty string if it is not."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or _NO_PATH.search(path):
        return "the path is not allowed"
    if len(path) > LONGEST_PATH or len(parts) > DEEPEST_FOLDER:
        return "the path is too long"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "the file is a link"
    return "the zip contains this path twice" if path in known else ""


def _printable(path: str) -> str:
    """Return the path, shortened and without lone surrogates."""
    return path[:LONGEST_PATH].encode("utf-8", "backslashreplace").decode()
