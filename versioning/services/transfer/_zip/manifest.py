"""What an exported zip says of its files: the alternative texts of pictures, and the attachments of documents.

It is one hidden file of the zip, and only there if it says something. Anybody can write one, so nothing in it is
trusted.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from versioning.models import Attachment, Document
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.models.sql.references import IDENTIFIER
from versioning.services.transfer._export.files import path_of_own
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.source import ZipSource
from versioning.text.storable import unstorable_in

NAME = ".stemma.json"
# In bytes. The longest alternative texts of 10,000 pictures fit.
LARGEST = 32_000_000


@dataclass(frozen=True)
class ZipAttachment:
    """A file of the zip at `path`, or an address elsewhere, with what a client said about it."""

    name: str
    path: str = ""
    address: str = ""
    size: str = ""
    file_type: str = ""

    @classmethod
    def of(cls, row: Attachment) -> "ZipAttachment":
        path = "" if row.file is None else path_of_own(row.file)
        return cls(row.name, path=path, address=row.address, size=row.size, file_type=row.file_type)


@dataclass
class ZipManifest:
    """`project` is the one that wrote the zip. `alt_texts` are by path, `attachments` by the documents' identifiers."""

    project: str = ""
    alt_texts: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, list[ZipAttachment]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.alt_texts and not self.attachments

    def attach(self, document: Document, rows: Sequence[Attachment]) -> None:
        """Add the attachments of a document."""
        if rows:
            self.attachments[document.identifier] = [ZipAttachment.of(row) for row in rows]

    def written(self) -> bytes:
        """Return the file of the zip, which `read_manifest` reads."""
        attachments = {
            identifier: [{key: value for key, value in asdict(each).items() if value} for each in listed]
            for identifier, listed in self.attachments.items()
        }
        values = {"project": self.project, "alt_texts": self.alt_texts, "attachments": attachments}
        return json.dumps(values, ensure_ascii=False, indent=1).encode()


def read_manifest(source: ZipSource) -> ZipManifest:
    """Return what the zip says, without what cannot be stored. Raises Refused if it cannot be read."""
    if NAME not in source.hidden:
        return ZipManifest()
    data = source.settings(NAME, length=LARGEST)
    try:
        values = json.loads(data or b"")
    except (ValueError, RecursionError) as error:
        raise Refused("the file cannot be read, so alternative texts and attachments are not imported") from error
    if not isinstance(values, dict):
        values = {}
    return ZipManifest(
        project=_text(values.get("project")),
        alt_texts={_path(path): text for path, text in _members(values, "alt_texts") if _is_alt_text(text)},
        attachments={
            identifier: [found for each in listed if (found := _attachment(each)) is not None]
            for identifier, listed in _members(values, "attachments")
            if IDENTIFIER.fullmatch(identifier) and isinstance(listed, list)
        },
    )


def _members(values: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    members = values.get(name)
    return list(members.items()) if isinstance(members, dict) else []


def _attachment(values: Any) -> ZipAttachment | None:
    if not isinstance(values, dict):
        return None
    found = ZipAttachment(**{name: _text(values.get(name)) for name in ZipAttachment.__dataclass_fields__})
    return found if found.name and bool(found.path) != bool(found.address) else None


def _is_alt_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= ALT_TEXT_LENGTH and not unstorable_in(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) and not unstorable_in(value) else ""


def _path(path: str) -> str:
    # As the source has its paths.
    return unicodedata.normalize("NFC", path)
