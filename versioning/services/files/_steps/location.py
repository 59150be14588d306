"""Remove where a picture was taken from its metadata. Everything else stays byte for byte, and so does the length."""

import mmap
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from versioning.exceptions import InvalidValue
from versioning.services.files._steps.media_type import PICTURES
from versioning.services.files._steps.picture_head import MOST_READ, TooMuchMetadata, exif_of, opened

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
# The longest match of the two patterns, about.
_OVERLAP = 4096
# Bytes that are searched at a time. A multiple of the size of a page of memory.
_WINDOW = 4 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_METADATA_CHUNKS = frozenset({b"eXIf", b"iTXt", b"tEXt"})
_PIXELS = frozenset({b"IDAT", b"fdAT"})
_END = b"\0\0\0\0IEND\xaeB`\x82"


def remove_location(path: Path, *, name: str) -> bool:
    """Overwrite the location in the metadata of this picture. Return whether there was one.

    Raises InvalidValue (file) if the picture has a location in a form that cannot be removed.
    """
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        binary, text = list(_gps_of_exif(data)), list(_matches(_XMP, data))
        for start, end in binary:
            data[start:end] = bytes(end - start)
        for start, end in text:
            # Spaces between attributes and elements of XML mean nothing.
            data[start:end] = b" " * (end - start)
        is_png = data[:8] == _PNG
        if (binary or text) and is_png:
            _write_checksums(data)
        metadata = _metadata_of_png(data) if is_png else path
    if metadata is None or _has_location(metadata):
        raise InvalidValue(f"The location in {name} cannot be removed. Save the picture without it.", field="file")
    return bool(binary or text)


def _gps_of_exif(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield the parts of the file that hold a location, with the count of its entries."""
    for start, _ in _matches(_TIFF, data):
        try:
            yield from _gps_of_block(data, start=start)
        except (struct.error, ValueError):
            # The four bytes were no block of TIFF.
            continue


def _matches(pattern: re.Pattern[bytes], data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield start and end of each match. The pages of the file that were searched leave the memory."""
    for begin in range(0, len(data), _WINDOW):
        for match in pattern.finditer(data, begin, begin + _WINDOW + _OVERLAP):
            if match.start() < begin + _WINDOW:
                yield match.span()
        data.madvise(mmap.MADV_DONTNEED, begin, min(_WINDOW, len(data) - begin))


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
    for kind, start, end in _chunks(data):
        if kind in _METADATA_CHUNKS:
            data[end - 4 : end] = struct.pack(">I", zlib.crc32(data[start + 4 : end - 4]))


def _chunks(data: mmap.mmap) -> Iterator[tuple[bytes, int, int]]:
    """Yield the type, start and end of each chunk of a PNG."""
    start = len(_PNG)
    while start + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, start)
        end = start + 12 + length
        if end > len(data):
            return
        yield data[start + 4 : start + 8], start, end
        start = end


def _metadata_of_png(data: mmap.mmap) -> bytes | None:
    """Return the PNG without its pixels, or None if that is too much. What is behind the pixels becomes readable."""
    kept = [(start, end) for kind, start, end in _chunks(data) if kind not in _PIXELS]
    if sum(end - start for start, end in kept) > MOST_READ - len(_PNG) - len(_END):
        return None
    return b"".join([_PNG, *(data[start:end] for start, end in kept), _END])


def _has_location(source: Path | bytes) -> bool:
    """Return whether another program would still find a location, also in compressed metadata, as only PNG has it."""
    try:
        with opened(source, formats=PICTURES) as picture:
            texts = (value for value in picture.info.values() if isinstance(value, str | bytes))
            in_text = any(b"exif:GPS" in (text.encode() if isinstance(text, str) else text) for text in texts)
            return in_text or bool(exif_of(picture).get_ifd(_GPS))
    except TooMuchMetadata:
        # A large WebP or AVIF. Its bytes were searched.
        return False
