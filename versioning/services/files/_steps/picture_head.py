"""Read what the beginning of a picture says, so that neither its bytes nor its pixels fill the memory."""

import io
import re
import struct
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

# In bytes. Few pictures have more metadata before their pixels. Pillow keeps some of it twice.
MOST_READ = 6 * 1024 * 1024

# Callers compare the size with the setting, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None

# The sides of a picture in AVIF, or of a part of it (ISO/IEC 23008-12, 6.5.3).
_SIDES_OF_AVIF = re.compile(rb"ispe\0{4}(.{8})", re.DOTALL)


class TooMuchMetadata(ValueError):
    """Pillow wants to read more of the file than MOST_READ."""


class _Beginning(io.BufferedReader):
    """A file that gives no more than MOST_READ bytes."""

    left = MOST_READ

    def read(self, size: int | None = -1, /) -> bytes:
        most = self.left + 1
        data = super().read(most if size is None or size < 0 else min(size, most))
        self.left -= len(data)
        if self.left < 0:
            raise TooMuchMetadata
        return data


@contextmanager
def opened(source: Path | bytes, *, formats: Collection[str]) -> Iterator[Image.Image]:
    """Yield the picture in a file or in these bytes if it has one of these formats. Its pixels are not decoded.

    Callers call `exif_of`, not the `getexif` of the picture. Raises TooMuchMetadata, also for a large WebP or AVIF:
    Pillow reads all of their bytes. Its parsers raise all kinds of errors for damaged bytes.
    """
    raw = io.FileIO(source) if isinstance(source, Path) else io.BytesIO(source)
    with (
        _Beginning(raw) as file,
        warnings.catch_warnings(action="ignore"),
        Image.open(file, formats=tuple(formats)) as picture,
    ):
        yield picture


def exif_of(picture: Image.Image) -> Image.Exif:
    """Return the metadata that was read so far. The method of a PNG would decode the picture to look behind it."""
    return Image.Image.getexif(picture)


def sides_in_head(head: bytes) -> tuple[str, int, int] | None:
    """Return format, width and height of a WebP or an AVIF, or None. Pillow reads all of their bytes to tell."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        sides = _sides_of_webp(head)
        return None if sides is None else ("WEBP", *sides)
    if head[4:8] == b"ftyp" and (b"avif" in head[8:64] or b"avis" in head[8:64]):
        # Its parts, and its copy with the transparency, are no larger than the picture.
        sizes = (struct.unpack(">II", match[1]) for match in _SIDES_OF_AVIF.finditer(head))
        width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
        return ("AVIF", width, height) if width and height else None
    return None


def _sides_of_webp(head: bytes) -> tuple[int, int] | None:
    """Read the first chunk (https://developers.google.com/speed/webp/docs/riff_container)."""
    if len(head) < 30:
        return None
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
