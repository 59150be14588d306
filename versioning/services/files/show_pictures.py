"""Complete the pictures of a rendered text with what the project knows of its files."""

import re
from collections.abc import Mapping
from html import escape
from uuid import UUID

from versioning.models import File
from versioning.text.file_addresses import files_in

# The sanitizer has written each tag in one form, and has escaped "<" and ">" in values.
_PICTURE = re.compile(r"<img\b([^<>]*)>")
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')


def show_pictures(html: str, *, project_id: UUID) -> str:
    """Return sanitized HTML whose pictures have their sides, so that nothing moves while they load.

    A picture without alternative text gets that of its file. A picture whose file is missing or in the trash becomes a
    note. One statement, or none for a text without files.
    """
    mentioned = files_in(html)
    if not mentioned:
        return html
    rows = File.objects.filter(project=project_id, pk__in=mentioned).present()
    files = {file.pk: file for file in rows.only("name", "width", "height", "alt_text")}
    return _PICTURE.sub(lambda tag: _picture(tag, files), html)


def _picture(tag: re.Match[str], files: Mapping[UUID, File]) -> str:
    attributes = dict(_ATTRIBUTE.findall(tag[1]))
    named = files_in(attributes.get("src", "")) if attributes.get("src", "").startswith("/files/") else frozenset()
    if not named:
        return tag[0]
    file = files.get(next(iter(named)))
    if file is None:
        label = attributes.get("alt") or attributes["src"].rpartition("/")[2]
        return f'<span class="missing-file" role="img" aria-label="Missing picture: {label}">{label}</span>'
    attributes.setdefault("loading", "lazy")
    attributes["alt"] = attributes.get("alt") or escape(file.alt_text)
    if file.is_picture and not attributes.keys() & {"width", "height"}:
        attributes |= {"width": str(file.width), "height": str(file.height)}
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<img {written}>"
