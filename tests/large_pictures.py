"""Large pictures that take no time to make: their heads are true, and their pixels are not."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*, width: int, height: int, before: bytes = b"", pixels: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def webp(*, width: int, height: int, size: int) -> bytes:
    """Return the head of a large picture, and as many bytes after it."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = b"VP8X" + struct.pack("<I", 10) + bytes(4) + sides + b"ANMF" + struct.pack("<I", size) + bytes(size)
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def avif(*, width: int, height: int, size: int) -> bytes:
    """Return a small picture in which only the sides are others, and as many bytes after it."""
    small = BytesIO()
    Image.new("RGB", (64, 48)).save(small, "AVIF")
    sides, other = (struct.pack(">II", *pair) for pair in ((64, 48), (width, height)))
    return small.getvalue().replace(sides, other, 1) + struct.pack(">I", size + 8) + b"free" + bytes(size)
