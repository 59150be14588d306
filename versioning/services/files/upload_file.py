"""Add a file to a project."""

from collections.abc import Iterable

from versioning.exceptions import InvalidValue
from versioning.models import Actor, File, Project
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.ops.files.store import file_store
from versioning.policies import Action, authorize
from versioning.services.files._file_name import safe_name
from versioning.services.files._file_size import check_size
from versioning.services.files._location import remove_location
from versioning.services.files._media_type import FileFacts, check_facts, facts_of
from versioning.services.files._received import received
from versioning.services.files._store_received import UploadedFile, add_file, described, store_received
from versioning.services.files.receive_file import ReceivedFile
from versioning.services.kernel.file_bytes import key_of
from versioning.services.kernel.storable import check_text


def upload_file(
    *,
    actor: Actor,
    project: Project,
    name: str,
    pieces: Iterable[bytes] | ReceivedFile,
    sha256: bytes | None = None,
    alt_text: str = "",
) -> UploadedFile:
    """Store the bytes and return the file. The same bytes under the same name are the same file.

    A file that was received already is moved into the store. If the project has bytes of the hash `sha256` already,
    `pieces` is not read. Otherwise they must have this hash. A file that was in the trash comes back. If the project
    keeps no locations, those in pictures are overwritten before anything is stored. Raises NotAllowed, InvalidValue
    (name, alt_text, sha256, file), FileTooLarge, QuotaExceeded, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    named = safe_name(name)
    check_text(alt_text, field="alt_text", longest=ALT_TEXT_LENGTH)
    new = File(project=project, name=named, alt_text=alt_text, created_by=actor.user)
    known = _twin(project, sha256)
    # The bytes of a picture may be older than the wish of the project.
    known = None if known is not None and known.is_picture and project.removes_location else known
    if known is not None and file_store().size_of(key_of(known)) == known.size:
        uploaded = add_file(actor, _like(known, new))
        if uploaded is not None:
            return uploaded
    with received(pieces) as upload:
        if sha256 is not None and upload.sha256 != sha256:
            raise InvalidValue("The body does not have this SHA-256. Send the file again.", field="sha256")
        facts = facts_of(upload, name=named)
        if facts.width and project.removes_location and remove_location(upload.path, name=named):
            upload = upload.read_again()
        return store_received(actor, upload, described(new, upload, facts))


def _twin(project: Project, sha256: bytes | None) -> File | None:
    """Return a file of the project with these bytes."""
    return None if sha256 is None else File.objects.with_digest(sha256, project_id=project.pk).first()


def _like(known: File, new: File) -> File:
    # The settings may have changed since.
    check_size(known.size)
    check_facts(FileFacts(known.media_type, known.width, known.height), name=new.name)
    new.sha256, new.size = bytes(known.sha256), known.size
    new.media_type, new.width, new.height = known.media_type, known.width, known.height
    return new
