"""Small zips for tests."""

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile


def zip_bytes(files: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return target.getvalue()


def make_zip(folder: Path, files: Mapping[str, str | bytes], *, name: str = "texts.zip") -> Path:
    path = folder / name
    path.write_bytes(zip_bytes(files))
    return path


def texts_of(data: bytes) -> dict[str, str]:
    """Return the files of a zip by their paths."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
