"""Read what an export wrote at the beginning of each text of a zip, before any of the texts is imported."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.source import ZipSource
from versioning.services.transfer._zip.texts import read_text
from versioning.text.front_matter.split import MAX_CHARACTERS

# In bytes: four for each character of the longest front matter, and its byte order mark and fences.
_LONGEST = 4 * MAX_CHARACTERS + 100
# What front matter, rich text and blocks of an export begin with.
_OPENINGS = (b"---", b"+++", b"{", b"<!--", b"\xef\xbb\xbf")
_OPENING_BYTES = 4


@dataclass(frozen=True)
class Exported:
    """The document that a file names, and the path that it was exported to. None if it names no path."""

    document: str
    path: str | None


def exported_texts(source: ZipSource) -> dict[str, Exported]:
    """Return what each file of an export states, by its path. Of other texts, only some bytes are read."""
    return {path: exported for path in source.files if (exported := _read(path, source)) is not None}


def without_wrapper(source: ZipSource, exported: Mapping[str, Exported]) -> tuple[ZipSource, dict[str, Exported]]:
    """Return an exported zip that somebody packed again with a folder around it without that folder."""
    folder = source.top_folder
    if not folder or not any(each.path and path == f"{folder}{each.path}" for path, each in exported.items()):
        return source, dict(exported)
    return source.inside(folder), {path.removeprefix(folder): each for path, each in exported.items()}


def named_twice(exported: Mapping[str, Exported]) -> frozenset[str]:
    """Return the identifiers that more than one file names, because somebody copied an exported file."""
    named = Counter(each.document for each in exported.values())
    return frozenset(identifier for identifier, count in named.items() if identifier and count > 1)


def _read(path: str, source: ZipSource) -> Exported | None:
    # A file that cannot be read is refused when it is imported.
    with suppress(Refused):
        beginning = source.beginning(path, length=_LONGEST, if_after=(_OPENING_BYTES, _OPENINGS))
        if beginning:
            # The cut may be within a character.
            text = read_text(path=path, data=beginning.decode(errors="ignore").encode())
            return Exported(text.document, text.placement.get("path")) if text.document else None
    return None
