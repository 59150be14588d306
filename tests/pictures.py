"""Pictures and other files that tests upload."""

from io import BytesIO
from typing import Any

from PIL import Image

from tests.cast import Cast
from versioning.models import Actor, File
from versioning.services.files._steps.store_received import UploadedFile
from versioning.services.files.upload_file import upload_file


def picture(color: str = "red", *, size: tuple[int, int] = (3, 2), kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture of one color."""
    buffer = BytesIO()
    Image.new("RGB", size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def upload(cast: Cast, data: bytes | None = None, *, name: str = "a.png", **values: Any) -> UploadedFile:
    """Upload bytes as the editor."""
    actor: Actor = values.pop("actor", cast.editor)
    pieces = [picture() if data is None else data]
    return upload_file(actor=actor, project=cast.project, name=name, pieces=pieces, **values)


def stored(cast: Cast, data: bytes | None = None, **values: Any) -> File:
    return upload(cast, data, **values).file
