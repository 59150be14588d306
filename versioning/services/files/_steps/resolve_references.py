"""Give relative addresses in imported texts the files that the commit or the zip had there."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from uuid import UUID

from versioning.models.files.text_origin import OWN_FILES, origin_of

# The sanitizer has written each tag in one form, and has escaped "<" and ">" in values.
_ADDRESS = re.compile(r'(<(?:img|a)\b[^<>]*?\s(?:src|href)=")([^"]*)("[^<>]*>)')
ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')


def resolve_references(html: str, *, project_id: UUID, fields: Mapping[str, Any]) -> str:
    """Return the HTML with the addresses of files instead of relative ones. A picture that was missing is marked.

    Other relative links stay. One statement, or none for a text that was not imported or has no such address.
    """
    origin = origin_of(fields)
    if origin is None:
        return html
    targets = {match[2]: origin.target(unescape(match[2])) for match in _ADDRESS.finditer(html)}
    paths = {target for target in targets.values() if target is not None}
    if not paths:
        return html
    found = origin.files(paths, project_id=project_id)

    def resolved(match: re.Match[str]) -> str:
        target = targets[match[2]]
        place = None if target is None else found.get(target)
        if place is not None and place.file is not None:
            return f"{match[1]}{escape(place.file.url)}{match[3]}"
        # The file may be one of this project.
        if target is not None and match[1].startswith("<img") and not match[2].startswith(OWN_FILES):
            return missing_picture(dict(ATTRIBUTE.findall(match[0])))
        return match[0]

    return _ADDRESS.sub(resolved, html)


def missing_picture(attributes: Mapping[str, str]) -> str:
    """Return the note that stands for a picture. The values are escaped already."""
    label = attributes.get("alt") or attributes["src"].rpartition("/")[2]
    return f'<span class="missing-file" role="img" aria-label="Missing picture: {label}">{label}</span>'
