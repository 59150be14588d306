"""Remove where a picture was taken from its metadata. Everything else stays byte for byte, and so does the length."""

import mmap
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from versioning.exceptions import InvalidValue

# How a block of TIFF begins, as EXIF uses it in every format, and the byte order that it means.
_TIFF = re.compile(rb"II\*\0|MM\0\*")
_ORDERS = {b"II": "<", b"MM": ">"}
_GPS = 0x8825
# Bytes of one value of each type of TIFF.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_MOST_ENTRIES = 500
# XMP, as attributes and as elements.
_XMP = re.compile(
    rb"""\sexif:GPS\w+\s*=\s*(?:"[^"<>]{0,999}"|'[^'<>]{0,999}')|<exif:(GPS\w+)[^<>]{0,999}>[^<>]{0,999}</exif:\1>"""
)
_PNG = b"\x89PNG\r\n\x1a\n"
_METADATA_CHUNKS = frozenset({b"eXIf", b"iTXt", b"tEXt"})


def remove_location(path: Path, *, name: str) -> bool:
    """Overwrite the location in the metadata of this picture. Return whether there was one.

    Raises InvalidValue (file) if the picture has a location in a form that cannot be removed.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        binary, text = list(_gps_of_exif(data)), [match.span() for match in _XMP.finditer(data)]
        for start, end in binary:
            data[start:end] = bytes(end - start)
        for start, end in text:
            # Spaces between attributes and elements of XML mean nothing.
            data[start:end] = b" " * (end - start)
        if (binary or text) and data[:8] == _PNG:
            _write_checksums(data)
    if _has_location(path):
        raise InvalidValue(f"The location in {name} cannot be removed. Save the picture without it.", field="file")
    return bool(binary or text)


def _gps_of_exif(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield the parts of the file that hold a location, with the count of its entries."""
    for match in _TIFF.finditer(data):
        try:
            yield from _gps_of_block(data, start=match.start())
        except (struct.error, ValueError):
            # The four bytes were no block of TIFF.
            continue


def _gps_of_block(data: mmap.mmap, *, start: int) -> list[tuple[int, int]]:
    order = _ORDERS[data[start : start + 2]]
    (first,) = struct.unpack_from(f"{order}I", data, start + 4)
    for tag, _, _, position in _entries(data, order=order, at=start + first):
        if tag != _GPS:
            continue
        folder = start + struct.unpack_from(f"{order}I", data, position)[0]
        entries = list(_entries(data, order=order, at=folder))
        parts = [(folder, folder + 2 + 12 * len(entries))]
        for _, kind, count, value in entries:
            size = _SIZES.get(kind, 1) * count
            if size > 4:
                begin = start + struct.unpack_from(f"{order}I", data, value)[0]
                parts.append((begin, begin + size))
        return [(begin, end) for begin, end in parts if end <= len(data)]
    return []


def _entries(data: mmap.mmap, *, order: str, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield tag, type, number of values and the position of the value of each entry."""
    (count,) = struct.unpack_from(f"{order}H", data, at)
    if count > _MOST_ENTRIES:
        raise ValueError("no directory of TIFF has so many entries")
    for position in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind, number = struct.unpack_from(f"{order}HHI", data, position)
        yield tag, kind, number, position + 8


def _write_checksums(data: mmap.mmap) -> None:
    """Write the checksums of a PNG's metadata again."""
    position = len(_PNG)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            return
        if data[position + 4 : position + 8] in _METADATA_CHUNKS:
            data[end : end + 4] = struct.pack(">I", zlib.crc32(data[position + 4 : end]))
        position = end + 4


def _has_location(path: Path) -> bool:
    """Whether another program would still find a location, also in compressed metadata."""
    with warnings.catch_warnings(action="ignore"), Image.open(path) as picture:
        texts = (value for value in picture.info.values() if isinstance(value, str | bytes))
        in_text = any(b"exif:GPS" in (text.encode() if isinstance(text, str) else text) for text in texts)
        return in_text or bool(picture.getexif().get_ifd(_GPS))
