"""Let the links of a rendered text lead to the documents that they mean."""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from versioning.services.files.show_pictures import UNRESOLVED
from versioning.services.links._find_links import LINK, address_of, find_links, is_wiki_link
from versioning.text.document_paths import LinkTarget
from versioning.text.render.allowed_html import ID_PREFIX
from versioning.text.render.heading_ids import anchor_id

_TAG = re.compile(rf"{LINK.pattern}|</a>")


def resolve_links(html: str, *, project_id: UUID, document_id: UUID, fields: Mapping[str, Any]) -> str:
    """Return sanitized HTML whose relative links and wiki links lead to documents of the project.

    `fields` are those of the version. The caller authorizes the actor, who may read the whole project. A wiki link to
    nothing becomes a note. In an imported text, another link to no document gets the class `UNRESOLVED`:
    `resolve_references` looks for a file, and makes it a note if there is none.
    """
    found = find_links(html, project_id=project_id, document_id=document_id, fields=fields)
    if not found:
        return html
    in_note = False

    def resolved(match: re.Match[str]) -> str:
        nonlocal in_note
        tag = match[0]
        if tag == "</a>":
            tag, in_note = "</span>" if in_note else tag, False
            return tag
        address, is_wiki = address_of(tag), is_wiki_link(tag)
        link = found.get((address or "", is_wiki))
        if link is None or address is None:
            return tag
        if link.document is not None and link.document.trashed_at is None:
            href = escape(f"/d/{link.document.identifier}/{_fragment(link.target, is_wiki=is_wiki)}")
            return tag.replace(f'href="{address}"', f'href="{href}"', 1)
        if not is_wiki:
            return tag.replace("<a", f'<a class="{UNRESOLVED}"', 1)
        in_note = True
        return f'<span class="missing-page" title="No page is named {escape(unquote(unescape(address)))}">'

    return _TAG.sub(resolved, html)


def _fragment(target: LinkTarget, *, is_wiki: bool) -> str:
    if not target.anchor:
        return ""
    return f"#{ID_PREFIX}{anchor_id(target.anchor, is_heading=is_wiki)}"
