"""Store the bytes of a new file, and add it to its project."""

from collections.abc import Iterable

from versioning.exceptions import InvalidValue
from versioning.models import Actor, File, Project
from versioning.ops.files.store import file_store
from versioning.services.files._steps.known_bytes import like
from versioning.services.files._steps.location import remove_location
from versioning.services.files._steps.media_type import facts_of
from versioning.services.files._steps.received import received
from versioning.services.files._steps.store_received import UploadedFile, add_file, described, store_received
from versioning.services.files.receive_file import ReceivedFile
from versioning.services.kernel.file_bytes import key_of


def upload(
    actor: Actor, new: File, *, pieces: Iterable[bytes] | ReceivedFile, sha256: bytes | None = None
) -> UploadedFile:
    """Add `new`, whose project, name and folder are checked. The caller authorizes the actor."""
    known = _twin(new.project, sha256)
    # The bytes of a picture may be older than the wish of the project.
    known = None if known is not None and known.is_picture and new.project.removes_location else known
    if known is not None and file_store().size_of(key_of(known)) == known.size:
        uploaded = add_file(actor, like(known, new))
        if uploaded is not None:
            return uploaded
    with received(pieces) as complete:
        if sha256 is not None and complete.sha256 != sha256:
            raise InvalidValue("The body does not have this SHA-256. Send the file again.", field="sha256")
        facts = facts_of(complete, name=new.name)
        if facts.width and new.project.removes_location and remove_location(complete.path, name=new.name):
            complete = complete.read_again()
        return store_received(actor, complete, described(new, complete, facts))


def _twin(project: Project, sha256: bytes | None) -> File | None:
    """Return a file of the project with these bytes."""
    return None if sha256 is None else File.objects.with_digest(sha256, project_id=project.pk).first()
