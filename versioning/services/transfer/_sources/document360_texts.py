"""The texts of Document360: the languages in one file, and the boxes of its HTML."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from versioning.services.transfer._zip.archives import Refused
from versioning.text.convert.html_tree import (
    addresses_in,
    classes_of,
    html_tree,
    make_alert,
    replace_addresses,
    written,
)
from versioning.text.front_matter.split import split_front_matter

_START, _END = (
    re.compile(r"^## ?Metadata_Start[^\n]*\n", re.MULTILINE),
    re.compile(r"^## ?Metadata_End[^\n]*\n?", re.MULTILINE),
)
_LINE = re.compile(r"^## ?([A-Za-z]+)\s*:([^\n]*)$", re.MULTILINE)
_TAG = re.compile(r"</(?:p|div|h[1-6]|ul|ol|table|section|figure|pre|span|a)>", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2})(?:-([a-zA-Z]{2}))?")
_PICTURES = re.compile(r"!\[[^\]\n]{0,1000}\]\(\s*<?([^\s)>]+)|\b(?:src|href)\s*=\s*[\"']([^\"']+)")
_ALERTS = {
    "infoBox": "note",
    "warningBox": "warning",
    "errorBox": "caution",
    "dangerBox": "caution",
    "successBox": "tip",
}


@dataclass(frozen=True)
class Variant:
    """An article or category in one language."""

    language: str
    title: str
    slug: str = ""
    description: str = ""
    content: str = ""
    declared: str = ""
    is_hidden: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Variant":
        """Read the members of the row, whatever the case of their names is. Values of other types count as empty."""
        values = {str(name).lower(): value for name, value in row.items()}

        def text(name: str) -> str:
            value = values.get(name)
            return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

        return cls(
            language=_language(text("code") or text("languagecode")),
            title=text("title"),
            slug=text("slug"),
            description=text("description"),
            content=text("content"),
            declared=(text("contenttype") or text("content_type")).lower(),
            is_hidden=values.get("hidden") is True or text("hidden").lower() == "true",
        )

    def without_content(self) -> "Variant":
        """Return the variant without its text, which may be long."""
        return replace(self, content="", declared="html" if self.is_html else "markdown")

    @property
    def is_html(self) -> bool:
        """Return whether the text is HTML, by what the export says, else by its tags."""
        if self.declared in ("0", "markdown"):
            return False
        if self.declared in ("1", "2", "html", "wysiwyg", "block"):
            return True
        return self.content.lstrip().startswith("<") and _TAG.search(self.content) is not None


def parse_variants(path: str, text: str) -> Iterator[Variant]:
    """Yield the languages of an article's file. Raises Refused."""
    if path.lower().endswith(".json"):
        try:
            rows = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Refused("the file is not valid JSON") from error
        if isinstance(rows, dict):
            rows = rows.get("Languages") or [rows]
        yield from (Variant.of(row) for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict))
        return
    starts = list(_START.finditer(text))
    declared = "html" if path.lower().endswith((".html", ".htm")) else ""
    for number, start in enumerate(starts):
        whole = text[start.end() : starts[number + 1].start() if number + 1 < len(starts) else len(text)]
        end = _END.search(whole)
        lines = _LINE.findall(whole[: end.start()]) if end else []
        values = {name: value.strip(" \t") for name, value in lines}
        content = (whole[end.end() :] if end else whole).lstrip("\n")
        yield Variant.of({"contentType": declared, **values, "content": content})
    if not starts:
        parts = split_front_matter(text)
        yield Variant.of({"contentType": declared, **parts.values(), "content": parts.body})


def body_of(variant: Variant, *, as_markdown: bool, resolve: Callable[[str], str | None]) -> str:
    """Return the text for a document. `resolve` returns the new address of a picture, or None. Raises TooCostly."""
    if not variant.is_html:
        return _with_addresses(variant.content, resolve=resolve)
    return convert_html(variant.content, as_markdown=as_markdown, resolve=resolve)


def convert_html(html: str, *, as_markdown: bool, resolve: Callable[[str], str | None]) -> str:
    """Return the HTML of an article as rich text or Markdown. Raises TooCostly."""
    soup = html_tree(html)
    for box in soup.find_all(["section", "div"]):
        kind = next((_ALERTS[name] for name in classes_of(box) if name in _ALERTS), "")
        if kind:
            make_alert(soup, box, kind=kind)
    addresses = {address: new for address in addresses_in(soup) if (new := resolve(address)) is not None}
    replace_addresses(soup, addresses)
    return written(soup, as_markdown=as_markdown)


def _with_addresses(text: str, *, resolve: Callable[[str], str | None]) -> str:
    """Return Markdown with other addresses of pictures."""

    def changed(match: re.Match[str]) -> str:
        address = match[1] or match[2]
        new = resolve(address)
        return match[0] if new is None else match[0].replace(address, new)

    return _PICTURES.sub(changed, text)


def _language(code: str) -> str:
    """Return a code such as `es-MX` for one such as `es-mx`, or an empty string."""
    match = _LANGUAGE.fullmatch(code)
    return "" if match is None else match[1] + (f"-{match[2].upper()}" if match[2] else "")
