"""Compare a file of a zip with the version that it was made from."""

from collections.abc import Mapping
from typing import Any

from versioning.exceptions import VersioningError
from versioning.models import Document, ImportedFile, Version
from versioning.models.differences import differs
from versioning.models.files.text_origin import ZIP, TextOrigin
from versioning.models.front_matter import KEPT_LINES
from versioning.services.transfer._zip.texts import ZipText


def base_of(document: Document, *, text: ZipText, known: ImportedFile | None) -> Version:
    """Return the version that the file was exported or imported as, else the current or the newest one."""
    versions = Version.objects.of(document.pk).with_text()
    named = versions.filter(number=text.version).first() if text.document and text.version else None
    wanted = (None if known is None else known.version_id) or document.current_id
    base = named or (versions.filter(pk=wanted).first() if wanted else None) or versions.newest_first().first()
    if base is None:
        raise VersioningError("The document has no versions.")
    return base


def changes_of(text: ZipText, *, origin: TextOrigin | None, base: Version) -> dict[str, Any]:
    """Return the fields that differ from the base."""
    values = {**text.snapshot(), "fields": fields_of(text, origin=origin, former=base.fields)}
    return {name: value for name, value in values.items() if differs(base, name=name, value=value)}


def fields_of(text: ZipText, *, origin: TextOrigin | None, former: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of the version: that of the former one, the lines of front matter, and the files beside."""
    metadata = {key: value for key, value in former.items() if key != KEPT_LINES}
    if text.front_matter:
        metadata[KEPT_LINES] = text.front_matter
    if origin is not None and not origin.commit:
        # The files of the zip take the place of those of a commit.
        metadata.pop("git", None)
        metadata[ZIP] = {"path": origin.path, "position": origin.position}
    return metadata
