"""What an exported zip says of its files: the alternative texts of pictures, and the attachments of documents.

It is one hidden file of the zip, and only there if it says something. Anybody can write one, so nothing in it is
trusted.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import msgspec

from versioning.models import Attachment, Document
from versioning.models.files.attachment import MOST_ATTACHMENTS
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.models.sql.references import IDENTIFIER
from versioning.services.transfer._export.files import path_of_own
from versioning.services.transfer._zip.archives import Refused
from versioning.services.transfer._zip.source import ZipSource
from versioning.text.storable import unstorable_in

NAME = ".stemma.json"
# In bytes. Parsed, a hostile file takes up to 20 times this memory. Ordinary alternative texts of 20,000 pictures fit.
LARGEST = 4_000_000
# In bytes: braces, names of members and the identifier of the project.
_AROUND = 500
BROKEN = "the file cannot be read, so alternative texts and attachments are not imported"


class ZipAttachment(msgspec.Struct, frozen=True, omit_defaults=True):
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


class ZipManifest(msgspec.Struct, omit_defaults=True):
    """`project` is the one that wrote the zip. `alt_texts` are by path, `attachments` by the documents' identifiers.

    `left_out` counts the entries for which the export had no room.
    """

    project: str = ""
    alt_texts: dict[str, str] = {}
    attachments: dict[str, list[ZipAttachment]] = {}
    left_out: Annotated[int, msgspec.Meta(ge=0, le=10**9)] = 0

    @property
    def is_empty(self) -> bool:
        return not self.alt_texts and not self.attachments

    def attach(self, document: Document, rows: Sequence[Attachment]) -> None:
        """Add the attachments of a document."""
        if rows:
            self.attachments[document.identifier] = [ZipAttachment.of(row) for row in rows]

    def written(self) -> bytes:
        """Return the file of the zip, which `read_manifest` reads. It has at most LARGEST bytes."""
        data = msgspec.json.encode(self)
        return data if len(data) <= LARGEST else msgspec.json.encode(self._fitting())

    def _fitting(self) -> "ZipManifest":
        """Return as much as fits, attachments first."""
        fitting, room = ZipManifest(project=self.project), LARGEST - _AROUND
        kept: Any
        for kept, members in ((fitting.attachments, self.attachments), (fitting.alt_texts, self.alt_texts)):
            for key, value in members.items():
                length = len(msgspec.json.encode({key: value}))
                if length <= room:
                    room -= length
                    kept[key] = value
                else:
                    fitting.left_out += 1
        return fitting


_decoder = msgspec.json.Decoder(ZipManifest)


def read_manifest(source: ZipSource) -> ZipManifest:
    """Return what the zip says, without what cannot be stored. Raises Refused if it is too large or has another form.

    Of each list of attachments it has one more than a document can have, so that a longer one is refused by name.
    """
    if NAME not in source.hidden:
        return ZipManifest()
    data = source.settings(NAME, length=LARGEST)
    if data is None:
        raise Refused(BROKEN)
    try:
        # The types bound the memory: anything else is refused before it is built.
        manifest = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(BROKEN) from error
    return ZipManifest(
        project=manifest.project,
        alt_texts={_path(path): text for path, text in manifest.alt_texts.items() if _is_alt_text(text)},
        attachments={
            identifier: [each for each in listed[: MOST_ATTACHMENTS + 1] if _is_storable(each)]
            for identifier, listed in manifest.attachments.items()
            if IDENTIFIER.fullmatch(identifier)
        },
        left_out=manifest.left_out,
    )


def _is_storable(each: ZipAttachment) -> bool:
    values: Iterable[str] = msgspec.structs.astuple(each)
    return bool(each.name) and bool(each.path) != bool(each.address) and not any(map(unstorable_in, values))


def _is_alt_text(text: str) -> bool:
    return len(text) <= ALT_TEXT_LENGTH and not unstorable_in(text)


def _path(path: str) -> str:
    # As the source has its paths.
    return unicodedata.normalize("NFC", path)
