"""What the front matter of a Markdown file of a zip says, and what an export adds to it.

Front matter is part of the text. An export adds one key, `stemma`, to the author's own block. A text without front
matter gets a block that only the export wrote, and that an import takes off again.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from versioning.models.limits import LANGUAGE
from versioning.models.sql.references import IDENTIFIER
from versioning.models.version import Version
from versioning.services.documents.new_document import stated_in
from versioning.services.transfer._zip.headers import KEY, LINES, checked
from versioning.text.front_matter.editing import NotEditable, with_values
from versioning.text.front_matter.metadata import Metadata, read_metadata
from versioning.text.front_matter.split import BYTE_ORDER_MARK, NONE, YAML, FrontMatterText, split_front_matter

# What an export writes beside title, description and language, to find the document again.
# They count only in a file that names a document by its identifier. Authors use the same words for other things.
_DOCUMENT_KEYS = ("document", "version", "content_type", KEY)


@dataclass(frozen=True)
class Head:
    """What a file says above its text, and the text with the author's front matter.

    `exported` has the document, the version and the type if an export wrote them. `lines` are front matter that is kept
    beside the text, and `prose` is what readers see.
    """

    metadata: Metadata
    placement: Mapping[str, Any]
    exported: Mapping[str, Any]
    body: str
    prose: str
    lines: str = ""


def read_head(text: str) -> Head:
    """Read what the file says of its document."""
    parts = split_front_matter(text)
    added = parts.values().get(KEY)
    if isinstance(added, Mapping) and (inside := _document_values(added)):
        return _of_own_block(parts, added, exported=inside)
    exported = _document_values(parts.values())
    if exported:
        return _of_export_block(parts, exported=exported)
    metadata = read_metadata(parts)
    body = parts.head.removeprefix(BYTE_ORDER_MARK) + parts.body
    return Head(metadata, _stated_placement(metadata), {}, body, parts.body)


def with_own_block(text: str, *, values: Mapping[str, Any], placement: Mapping[str, Any], primary: str) -> str | None:
    """Return the text with these values in its own front matter, so that `read_head` gives both back to the letter.

    Return None if it has none, or none that can be changed by key and back. `primary` is the language of the project.
    """
    parts = split_front_matter(text)
    if parts.format == NONE or text.startswith(BYTE_ORDER_MARK):
        return None
    try:
        differing = _differing(values, metadata=read_metadata(parts), primary=primary)
        edited = with_values(parts, {KEY: {**differing, **placement}})
        written = edited.head + edited.body
        is_exact = split_front_matter(written) == edited and with_values(edited, {KEY: None}) == parts
    except NotEditable:
        return None
    return written if is_exact else None


def _differing(values: Mapping[str, Any], *, metadata: Metadata, primary: str) -> dict[str, Any]:
    """Return the values without those that the front matter states itself."""
    stated = {
        "title": metadata.title,
        "description": metadata.description or "",
        "language": "" if metadata.language in (None, primary) else metadata.language,
    }
    differing = {name: values.get(name, "") for name in stated if values.get(name, "") != stated[name]}
    return {**{key: value for key, value in values.items() if key not in stated}, **differing}


def _of_own_block(parts: FrontMatterText, added: Mapping[str, Any], *, exported: Mapping[str, Any]) -> Head:
    with suppress(NotEditable):
        parts = with_values(parts, {KEY: None})
    metadata = _with_stated(read_metadata(parts), added)
    return Head(metadata, checked(added), exported, parts.head.removeprefix(BYTE_ORDER_MARK) + parts.body, parts.body)


def _of_export_block(parts: FrontMatterText, *, exported: Mapping[str, Any]) -> Head:
    """Read a block that an export wrote. Other lines in it are kept beside the text."""
    metadata = _with_stated(read_metadata(parts), parts.values())
    placement = checked(exported.get(KEY))
    lines, body = _without_export_keys(parts, metadata=metadata)
    return Head(metadata, placement, exported, body, parts.body, placement.get(LINES, "") + lines)


def _document_values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an export wrote about the document, or nothing if the file is not from an export."""
    known = {key: value for key, value in values.items() if key in _DOCUMENT_KEYS}
    # YAML reads an identifier of digits only as a number.
    known["document"] = str(known.get("document", ""))
    if known.get("content_type", "markdown") not in Version.ContentType.values:
        del known["content_type"]
    return known if IDENTIFIER.fullmatch(known["document"]) else {}


def _with_stated(metadata: Metadata, values: Mapping[str, Any]) -> Metadata:
    """Return the metadata with the values of an export to the letter. Those of authors are put on one line."""
    names = ("title", "description", "language")
    stated = {name: values[name] for name in names if isinstance(values.get(name), str)}
    if not stated.get("title", "").strip():
        stated.pop("title", None)
    if stated.get("language") and not LANGUAGE.fullmatch(stated["language"]):
        del stated["language"]
    return replace(metadata, **stated)


def _without_export_keys(parts: FrontMatterText, *, metadata: Metadata) -> tuple[str, str]:
    """Return the lines that the export did not write, and the text. The whole file is text if it cannot be split."""
    taken = [key for key in ("title", "description") if getattr(metadata, key) is not None]
    taken += ["language"] if metadata.language is not None and "language" in parts.values() else []
    if parts.format == YAML:
        with suppress(NotEditable):
            return with_values(parts, dict.fromkeys([*taken, *_DOCUMENT_KEYS])).block, parts.body
    return "", parts.head.removeprefix(BYTE_ORDER_MARK) + parts.body


def _stated_placement(metadata: Metadata) -> dict[str, Any]:
    """Return what the author of a file says of the place of its document."""
    stated = stated_in(metadata)
    order = {} if stated.order is None else {"order": stated.order}
    return {**order, **({"hidden": True} if stated.hidden else {}), **({"slug": stated.slug} if stated.slug else {})}
