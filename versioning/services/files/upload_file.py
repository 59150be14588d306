"""Add a file to a project."""

from collections.abc import Iterable

from versioning.models import Actor, File, Project
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.policies import Action, authorize
from versioning.services.files._steps.file_name import safe_name
from versioning.services.files._steps.store_received import UploadedFile
from versioning.services.files._steps.upload import upload
from versioning.services.files.receive_file import ReceivedFile
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
    """Store the bytes and return the file. The same bytes under the same name are the same file, in any folder.

    A file that was received already is moved into the store. If the project has bytes of the hash `sha256` already,
    `pieces` is not read. Otherwise they must have this hash. A file that was in the trash comes back. If the project
    keeps no locations, those in pictures are overwritten before anything is stored. Raises NotAllowed, InvalidValue
    (name, alt_text, sha256, file), FileTooLarge, QuotaExceeded, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    named = safe_name(name)
    check_text(alt_text, field="alt_text", longest=ALT_TEXT_LENGTH)
    new = File(project=project, name=named, alt_text=alt_text, created_by=actor.user)
    return upload(actor, new, pieces=pieces, sha256=sha256)
