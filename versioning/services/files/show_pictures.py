"""Complete the pictures of a rendered text with what the project knows of its files."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from uuid import UUID

from versioning.models import File
from versioning.models.files.picture_width import srcset_of
from versioning.models.files.text_origin import OWN_FILES
from versioning.services.files._steps.resolve_references import (
    ATTRIBUTE,
    UNRESOLVED,
    missing_addresses,
    missing_files,
    missing_picture,
    resolve_references,
)
from versioning.text.file_addresses import files_in

__all__ = ["UNRESOLVED", "missing_addresses", "missing_files", "show_pictures"]

# The width of a text on the pages, in pixels of CSS.
MEASURE = 660
# Of a width that an author states. No screen has more.
_DIGITS = 5
_PICTURE = re.compile(r"<img\b([^<>]*)>")


def show_pictures(html: str, *, project_id: UUID, fields: Mapping[str, Any]) -> str:
    """Return sanitized HTML whose pictures have their sides, so that nothing moves while they load.

    Large pictures have smaller copies, of which a browser chooses one for its screen.

    `fields` are those of the version. If it was imported from git, or continues such a version, relative addresses mean
    the files of its commit.

    A picture without alternative text gets that of its file. A picture whose file is missing or in the trash becomes a
    note. One statement, or none for a text without files, and one more for relative addresses.
    """
    html = resolve_references(html, project_id=project_id, fields=fields)
    mentioned = files_in(html)
    if not mentioned:
        return html
    rows = File.objects.filter(project=project_id, pk__in=mentioned).present()
    files = {file.pk: file for file in rows.only("name", "media_type", "width", "height", "alt_text")}
    return _PICTURE.sub(lambda tag: _picture(tag, files), html)


def _picture(tag: re.Match[str], files: Mapping[UUID, File]) -> str:
    attributes = dict(ATTRIBUTE.findall(tag[1]))
    source = attributes.get("src", "")
    named = files_in(source) if source.startswith(OWN_FILES) else frozenset()
    if not named:
        return tag[0]
    file = files.get(next(iter(named)))
    if file is None:
        return missing_picture(attributes)
    attributes.setdefault("loading", "lazy")
    attributes["alt"] = attributes.get("alt") or escape(file.alt_text)
    if file.width is not None and file.height is not None:
        attributes |= _sides(attributes, width=file.width, height=file.height)
    width = _pixels(attributes.get("width", ""))
    if width is not None and (copies := srcset_of(file)):
        # As wide as it is shown at most, and no wider than the screen.
        shown = min(width, MEASURE)
        attributes |= {"srcset": copies, "sizes": f"(max-width: {shown}px) 100vw, {shown}px"}
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<img {written}>"


def _sides(attributes: Mapping[str, str], *, width: int, height: int) -> dict[str, str]:
    """Return the sides that the author left out, in proportion."""
    stated = attributes.get("width", "")
    shown = _pixels(stated) if stated else width
    if "height" in attributes or shown is None:
        return {}
    return {"width": str(shown), "height": str(max(1, round(shown * height / width)))}


def _pixels(stated: str) -> int | None:
    """Return the width that an author states, or None if it is no number. Python reads no number of any length."""
    return int(stated[:_DIGITS]) if stated.isdecimal() else None
