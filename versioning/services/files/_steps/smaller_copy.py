"""Write a smaller copy of a picture. It runs in a process of its own, without Django: see `call_apart`."""

import warnings
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF")
QUALITY = 82
# More than eight bits for each pixel of grey. Pillow does not scale them down.
DEEP = frozenset({"I", "I;16", "I;16B", "F"})
ORIENTATION = 0x0112
# Orientations of EXIF that lay a picture on its side.
TURNED = frozenset({5, 6, 7, 8})


@dataclass(frozen=True)
class CopyOrder:
    """The paths of the picture and of the copy to write, and the width that it gets."""

    source: Path
    target: Path
    width: int


def write_smaller_copy(order: CopyOrder) -> None:
    """Write a copy without metadata, or an empty file if there can be none or if it would not be smaller.

    Raises MemoryError, and OSError if the system refuses something, for example because the disk is full.
    """
    # The parsers warn of odd metadata, and raise all kinds of errors for damaged bytes. The system adds a number.
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(order.source, formats=FORMATS) as picture:
            if _is_still(picture) and picture.mode not in DEEP:
                _smaller(picture, width=order.width).save(
                    order.target,
                    "WEBP",
                    lossless=picture.format == "PNG",
                    quality=QUALITY,
                    icc_profile=picture.info.get("icc_profile"),
                )
    except MemoryError:
        raise
    except Exception as error:
        if getattr(error, "errno", None) is not None:
            raise
        order.target.write_bytes(b"")
    if order.target.stat().st_size >= order.source.stat().st_size:
        order.target.write_bytes(b"")


def _is_still(picture: ImageFile) -> bool:
    # A JPEG with several pictures, as phones make them, does not move.
    return picture.format == "MPO" or getattr(picture, "n_frames", 1) == 1


def _smaller(picture: ImageFile, *, width: int) -> Image.Image:
    """Return the picture as it is shown, with this width."""
    shown = picture.height if picture.getexif().get(ORIENTATION) in TURNED else picture.width
    # A JPEG is decoded at a half, a quarter or an eighth of its size if that is enough.
    picture.draft(None, (ceil(picture.width * width / shown), ceil(picture.height * width / shown)))
    upright = ImageOps.exif_transpose(picture)
    colored = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    return colored.resize((width, max(1, round(upright.height * width / upright.width))), Image.Resampling.LANCZOS)
