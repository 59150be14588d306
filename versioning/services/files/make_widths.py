"""Make smaller copies of a picture, in a worker, when somebody asks for one that is not there."""

import warnings
from contextlib import ExitStack
from math import ceil
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile

from versioning.models import File
from versioning.models.files.picture_width import widths_of
from versioning.models.sql.get_or_none import get_or_none
from versioning.ops.files.store import MissingBytes, file_store
from versioning.ops.outages import outage_of
from versioning.services.files._steps.ask_for_widths import KIND
from versioning.services.files._steps.media_type import ORIENTATION, PICTURES, TURNED
from versioning.services.kernel.delivery.jobs import handler
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.kernel.file_bytes import key_of, key_of_width

QUALITY = 82
# More than eight bits for each pixel of grey. Pillow does not scale them down.
DEEP = frozenset({"I", "I;16", "I;16B", "F"})


@handler(KIND, attempts=3)
def make_widths(job: RunningJob) -> None:
    """Store the copies that are missing. A picture that cannot be made smaller gets empty ones, so it is asked once."""
    file = get_or_none(File.objects.filter(pk=UUID(job.payload["file"])))
    store = file_store()
    missing = (
        [] if file is None else [width for width in widths_of(file) if store.size_of(key_of_width(file, width)) is None]
    )
    if file is None or not missing:
        return
    with ExitStack() as stack:
        source = _temporary(stack)
        try:
            with source.open("wb") as target:
                target.writelines(store.read(key_of(file)))
        except MissingBytes:
            # `verify` reports it.
            return
        for width in missing:
            job.heartbeat()
            copy = _temporary(stack)
            _write_copy(source, copy, width=width)
            store.put(key_of_width(file, width), copy)


def _temporary(stack: ExitStack) -> Path:
    """Return the path of an empty file, which is gone after the block, unless the store moved it away."""
    with NamedTemporaryFile(dir=file_store().incoming, delete=False) as file:
        path = Path(file.name)
    stack.callback(path.unlink, missing_ok=True)
    return path


def _write_copy(source: Path, target: Path, *, width: int) -> None:
    """Write a smaller copy without metadata, or nothing if there can be none or if it would not be smaller."""
    # The parsers warn of odd metadata, and raise all kinds of errors for damaged bytes.
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(source, formats=tuple(PICTURES)) as picture:
            if _is_still(picture) and picture.mode not in DEEP:
                _smaller(picture, width=width).save(
                    target,
                    "WEBP",
                    lossless=picture.format == "PNG",
                    quality=QUALITY,
                    icc_profile=picture.info.get("icc_profile"),
                )
    except Exception as error:
        if outage_of(error) is not None:
            raise
        target.write_bytes(b"")
    if target.stat().st_size >= source.stat().st_size:
        target.write_bytes(b"")


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
