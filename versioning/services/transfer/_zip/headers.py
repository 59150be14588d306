"""What an exported file says of its document: in its front matter, or in the first line of rich text and blocks."""

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from versioning.models import Document, Project, Version
from versioning.models.document import original_among
from versioning.models.sql.references import IDENTIFIER
from versioning.services.kernel.names import slug_of
from versioning.text.storable import unstorable_in

# Only an export writes this key, so it collides with no key of an author.
KEY = "stemma"
# In its value: the author's lines of front matter, if they have keys of an export themselves.
LINES = "lines"
EXPORT_KEYS = frozenset({"title", "description", "language", "document", "version", "content_type", KEY})
# The first line of a file that has no front matter. HTML ignores it, and JSON has one member more.
_BEGINNINGS = {".html": ("<!-- stemma ", " -->\n"), ".json": ('{"stemma": ', ",\n")}
HEADED = tuple(_BEGINNINGS)
LONGEST_BEGINNING = max(len(beginning) for beginning, _ in _BEGINNINGS.values())


def placement_of(document: Document, *, path: str, originals: Mapping[str, str]) -> dict[str, Any]:
    """Return what another project needs to place the document as here. `originals` maps translations to their texts."""
    values: dict[str, Any] = {"path": path, "order": document.order}
    if document.hidden:
        values["hidden"] = True
    name = PurePosixPath(path)
    stem = name.parent.name if name.stem == "index" else name.stem
    if slug_of(stem) != document.slug:
        values["slug"] = document.slug
    if document.identifier in originals:
        values["translation_of"] = originals[document.identifier]
    return values


def originals_of(project: Project) -> dict[str, str]:
    """Map the identifiers of translations to those of the documents that they translate."""
    texts: dict[Any, list[Document]] = {}
    rows = Document.objects.filter(project=project, trashed_at=None).only("identifier", "language", "translation_key")
    for row in rows.iterator():
        texts.setdefault(row.translation_key, []).append(row)
    groups = [group for group in texts.values() if len(group) > 1]
    pairs = [(row, original_among(group, primary=project.language)) for group in groups for row in group]
    return {row.identifier: first.identifier for row, first in pairs if first is not None and first.pk != row.pk}


def headed(body: str, *, suffix: str, values: Mapping[str, Any]) -> str:
    """Return rich text or blocks with their header. `without_header` gives the text back, byte for byte."""
    beginning, end = _BEGINNINGS[suffix]
    # Neither the end of an HTML comment nor of a line.
    line = json.dumps(values, ensure_ascii=False).replace("--", "-\\u002d").replace("\u2028", "\\u2028")
    rest = body[1:] if suffix == ".json" and body.startswith("{") else body
    if suffix == ".json" and rest is body:
        return body
    return f"{beginning}{line}{end}{rest}"


def has_header(path: str, head: str) -> bool:
    """Return whether the file, of which this is the beginning, is one that an export wrote."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix in _BEGINNINGS and head.startswith(_BEGINNINGS[suffix][0])


def without_header(path: str, text: str) -> tuple[dict[str, Any], str] | None:
    """Return what the header says, and the text without it, or None if there is no valid header."""
    suffix = PurePosixPath(path).suffix.lower()
    beginning, end = _BEGINNINGS[suffix]
    line, found, rest = text.partition(end)
    try:
        values = json.loads(line.removeprefix(beginning)) if found and line.startswith(beginning) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    return values, ("{" if suffix == ".json" else "") + rest


def checked(values: Any) -> dict[str, Any]:
    """Return those of the values that have the right types. Anybody can write such a header."""
    if not isinstance(values, Mapping):
        return {}
    kinds = {"path": str, "order": int, "hidden": bool, "slug": str, "translation_of": str}
    kept = {name: values[name] for name, kind in kinds.items() if type(values.get(name)) is kind}
    lines = values.get(LINES)
    if isinstance(lines, list) and all(isinstance(line, str) for line in lines):
        kept[LINES] = "\n".join(lines)
    if not IDENTIFIER.fullmatch(str(kept.get("translation_of", "0" * 8))):
        del kept["translation_of"]
    return {name: value for name, value in kept.items() if not (isinstance(value, str) and unstorable_in(value))}


CONTENT_TYPES = {".html": Version.ContentType.WYSIWYG, ".json": Version.ContentType.BLOCK}
