"""Add a file of an import to a project, byte for byte."""

from collections.abc import Iterable

from versioning.models import Actor, File, Project
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.policies import Action, authorize
from versioning.services.files._steps.file_name import safe_name
from versioning.services.files._steps.media_type import facts_of
from versioning.services.files._steps.received import received
from versioning.services.files._steps.store_received import described, store_received
from versioning.services.kernel.storable import check_text


def import_file(*, actor: Actor, project: Project, name: str, pieces: Iterable[bytes], alt_text: str = "") -> File:
    """Store the bytes as they are, so that an export writes them again, and return the file.

    Locations in pictures stay. A file that the project has already keeps its alternative text. Raises NotAllowed,
    InvalidValue (name, alt_text, file), FileTooLarge, QuotaExceeded, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    named = safe_name(name)
    check_text(alt_text, field="alt_text", longest=ALT_TEXT_LENGTH)
    with received(pieces) as upload:
        new = File(project=project, name=named, alt_text=alt_text, created_by=actor.user)
        return store_received(actor, upload, described(new, upload, facts_of(upload, name=named))).file
