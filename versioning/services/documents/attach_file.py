"""Attach a file of the project, or an address elsewhere, to a document."""

from dataclasses import dataclass
from uuid import UUID

from versioning import clock
from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Attachment, Document, File, Verb
from versioning.models.files.attachment import ADDRESS_LENGTH, MOST_ATTACHMENTS, SIZE_LENGTH, TYPE_LENGTH
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import LockedDocument, locked
from versioning.services.kernel.names import check_name, check_web_address
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.storable import check_text

TOO_MANY = f"A document can have {MOST_ATTACHMENTS} attachments at most."


@dataclass(frozen=True)
class LinkedFile:
    """A file elsewhere. `size` and `file_type` are what the client says about it."""

    address: str
    name: str
    size: str = ""
    file_type: str = ""


def attach_file(*, actor: Actor, document: Document, file: File | LinkedFile, name: str | None = None) -> Attachment:
    """Attach the file and return the attachment. A file that the document has already is attached once.

    `name` is what readers see instead of the file's own name. Raises NotAllowed, InvalidValue (name, address, size,
    file_type, file), NotFound if the document or the file is in the trash, or if the file is of another project.
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    new = _from_project(file, name) if isinstance(file, File) else _from_elsewhere(file)
    with locked(document.pk, actor=actor) as held:
        if new.file_id is not None:
            present = _lock_file(held, new.file_id)
            if present is not None:
                return present
        if held.document.attachments.count() >= MOST_ATTACHMENTS:
            raise InvalidValue(TOO_MANY, field="file")
        new.document, new.created_by, new.created_at = held.document, actor.user, clock.now()
        new.save(force_insert=True)
        record_change(held, Verb.DOCUMENT_FILE_ATTACHED, attachment=str(new.pk), name=new.name)
    return new


def _lock_file(held: LockedDocument, key: UUID) -> Attachment | None:
    """Keep the file out of the trash until the transaction ends. Return the attachment that there is already."""
    files = File.objects.select_for_update(no_key=True).present().filter(project=held.document.project_id)
    if not files.filter(pk=key).exists():
        raise NotFound
    return held.document.attachments.filter(file=key).first()


def _from_project(file: File, name: str | None) -> Attachment:
    shown = name or file.name
    check_name(shown)
    return Attachment(file=file, name=shown)


def _from_elsewhere(linked: LinkedFile) -> Attachment:
    check_name(linked.name)
    check_text(linked.size, field="size", longest=SIZE_LENGTH)
    check_text(linked.file_type, field="file_type", longest=TYPE_LENGTH)
    check_text(linked.address, field="address", longest=ADDRESS_LENGTH)
    check_web_address(linked.address)
    return Attachment(address=linked.address, name=linked.name, size=linked.size, file_type=linked.file_type)
