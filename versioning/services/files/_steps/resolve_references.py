"""Give relative addresses and wiki links in imported texts the files that the commit or the zip had there."""

import re
from collections.abc import Mapping
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from versioning.models.files.text_origin import OWN_FILES, TextOrigin, origin_of
from versioning.text.relative_references import wiki_reference
from versioning.text.render.dialects.wiki_links import FILE_CLASS

# The sanitizer has written each tag in one form, and has escaped "<" and ">" in values.
_ADDRESS = re.compile(r'(<(?:img|a)\b[^<>]*?\s(?:src|href)=")([^"]*)("[^<>]*>)')
ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"]*)"')


_WIKI_FILE = re.compile(rf'\sclass="(?:[^"]* )?{FILE_CLASS}(?: [^"]*)?"')
_HREF = re.compile(r'\shref="([^"]*)"')
_LINK = re.compile(r"<a(\s[^<>]*)>(.*?)</a>", re.DOTALL)


# Of one text. The others of a longer list stay as they are: each reader waits while they are looked up.
MOST_REFERENCES = 5000
# The class of a relative link that leads to no document. The sanitizer lets no author write it.
UNRESOLVED = "missing-page"
_MARK = f' class="{UNRESOLVED}"'
_NO_FILE, _NOTHING = "No file is named ", "No page or file is at "
_DEAD_LINK = re.compile(rf'<span{_MARK} title="{_NO_FILE}([^"]*)">')
_DEAD_ADDRESS = re.compile(rf'<span{_MARK} title="{_NOTHING}([^"]*)">')


def resolve_references(html: str, *, project_id: UUID, fields: Mapping[str, Any]) -> str:
    """Return the HTML with the addresses of files instead of relative ones. A picture that was missing is marked.

    So is a file that a wiki link names and that was missing, and a link with the class `UNRESOLVED` that leads to no
    file either. Other relative links stay. One statement, or none for a text that was not imported or has no such
    address.
    """
    origin = origin_of(fields)
    targets = {} if origin is None else _targets(html, origin)
    found = origin.files(set(targets.values()), project_id=project_id) if origin is not None and targets else {}
    has_dead_links = FILE_CLASS in html or _MARK in html
    if not found and not targets and not has_dead_links:
        return html

    def resolved(match: re.Match[str]) -> str:
        reference = _reference(match)
        target, is_wiki = targets.get(reference), reference.startswith("[[")
        place = None if target is None else found.get(target)
        if place is not None and place.file is not None:
            anchor = match[2].partition("#")[1:] if is_wiki else ("", "")
            return f"{match[1].replace(_MARK, '', 1)}{escape(place.file.url)}{''.join(anchor)}{match[3]}"
        # The file may be one of this project.
        if match[1].startswith("<img") and (is_wiki or (target is not None and not match[2].startswith(OWN_FILES))):
            return missing_picture(dict(ATTRIBUTE.findall(match[0])))
        return match[0]

    resolved_html = _ADDRESS.sub(resolved, html)
    return _LINK.sub(_without_dead_link, resolved_html) if has_dead_links else resolved_html


def missing_files(html: str) -> list[str]:
    """Return the names of the files that wiki links in HTML of `resolve_references` do not find."""
    return [unescape(name) for name in _DEAD_LINK.findall(html)]


def missing_addresses(html: str) -> set[str]:
    """Return the addresses of links in HTML of `resolve_references` that lead to no document and no file."""
    return set(_DEAD_ADDRESS.findall(html))


def _targets(html: str, origin: TextOrigin) -> dict[str, str]:
    """Map the first references in the HTML that mean paths to these."""
    references = dict.fromkeys(_reference(match) for match in _ADDRESS.finditer(html))
    targets = ((reference, origin.target(reference)) for reference in references)
    meant = ((reference, target) for reference, target in targets if target is not None)
    return dict(islice(meant, MOST_REFERENCES))


def _reference(match: re.Match[str]) -> str:
    """Return the address in a tag as `references_in` finds it in the text."""
    address = unescape(match[2])
    is_wiki = _WIKI_FILE.search(match[0]) is not None and not address.startswith(OWN_FILES)
    return wiki_reference(unquote(address.partition("#")[0])) if is_wiki else address


def _without_dead_link(link: re.Match[str]) -> str:
    """Return a note instead of a link with the class `UNRESOLVED`, or of a wiki link to a file that was not found."""
    address = _HREF.search(link[1])
    if address is not None and link[1].startswith(_MARK):
        return f'<span{_MARK} title="{_NOTHING}{address[1]}">{link[2]}</span>'
    if address is None or not _WIKI_FILE.search(link[1]) or address[1].startswith(OWN_FILES):
        return link[0]
    name = escape(unquote(unescape(address[1].partition("#")[0])))
    return f'<span{_MARK} title="{_NO_FILE}{name}">{link[2]}</span>'


def missing_picture(attributes: Mapping[str, str]) -> str:
    """Return the note that stands for a picture. The values are escaped already."""
    label = attributes.get("alt") or attributes["src"].rpartition("/")[2]
    return f'<span class="missing-file" role="img" aria-label="Missing picture: {label}">{label}</span>'
