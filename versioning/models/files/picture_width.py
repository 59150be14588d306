"""Smaller copies of pictures, for screens that do not need the whole one. They are made again if they are gone."""

from versioning.models.files.file import File

WIDTHS = (480, 960, 1600)
# Their animations would stop, and SVG has no pixels.
MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/avif"})
# More take too much memory to decode.
MOST_PIXELS = 40_000_000
PARAMETER = "w"
# What a copy is.
MEDIA_TYPE = "image/webp"


def widths_of(file: File) -> tuple[int, ...]:
    """Return the widths of the copies that the file has, smallest first. Each is smaller than the picture."""
    if file.width is None or file.height is None or file.media_type not in MEDIA_TYPES:
        return ()
    return tuple(width for width in WIDTHS if width < file.width) if file.width * file.height <= MOST_PIXELS else ()


def address_of(file: File, *, width: int) -> str:
    """Return the address of a copy."""
    return f"{file.url}?{PARAMETER}={width}"


def preview_of(file: File) -> str:
    """Return the address of the picture for a list: the smallest copy, or the picture itself if it has none."""
    widths = widths_of(file)
    return address_of(file, width=widths[0]) if widths else file.url


def srcset_of(file: File) -> str:
    """Return the value of the attribute srcset, or nothing if there are no copies."""
    copies = [f"{address_of(file, width=width)} {width}w" for width in widths_of(file)]
    return ", ".join([*copies, f"{file.url} {file.width}w"]) if copies else ""
