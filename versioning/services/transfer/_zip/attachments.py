"""Attach to the documents of a zip what its manifest says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from versioning.exceptions import VersioningError
from versioning.models import Actor, Document, File
from versioning.services.documents.attach_file import TOO_MANY, LinkedFile, attach_file
from versioning.services.transfer._zip.files import ZipFiles
from versioning.services.transfer._zip.manifest import ZipAttachment
from versioning.services.transfer._zip.source import ZipRefusal


@dataclass(frozen=True)
class ReadyAttachment:
    """An attachment whose file is stored."""

    stated: ZipAttachment
    file: File | LinkedFile


def ready_attachments(identifier: str, *, files: ZipFiles) -> Iterator[ReadyAttachment]:
    """Yield what the manifest says of the document that has this identifier in the zip. The bytes are stored.

    Raises StoreUnavailable.
    """
    for stated in files.manifest.attachments.get(identifier, ()):
        file = files.take(stated.path) if stated.path else _linked(stated)
        if file is not None:
            yield ReadyAttachment(stated, file)


def attach_missing(attachments: Iterable[ReadyAttachment], *, document: Document, actor: Actor) -> Iterator[ZipRefusal]:
    """Attach what the document lacks. Yield what is refused."""
    for each in attachments:
        try:
            _attach(each, document=document, actor=actor)
        except VersioningError as refusal:
            yield ZipRefusal(path=each.stated.path or each.stated.name, reason=refusal.message)
            # All further ones would be refused for the same reason.
            if refusal.message == TOO_MANY:
                return


def _linked(stated: ZipAttachment) -> LinkedFile:
    return LinkedFile(stated.address, stated.name, stated.size, stated.file_type)


def _attach(each: ReadyAttachment, *, document: Document, actor: Actor) -> None:
    if isinstance(each.file, LinkedFile):
        if not document.attachments.filter(address=each.file.address).exists():
            attach_file(actor=actor, document=document, file=each.file)
    elif not document.attachments.filter(file=each.file).exists():
        attach_file(actor=actor, document=document, file=each.file, name=each.stated.name)
