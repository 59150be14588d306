"""Add a file of an import to a project, byte for byte."""

from collections.abc import Iterable

from versioning.models import Actor, File, Project
from versioning.policies import Action, authorize
from versioning.services.files._steps.file_name import safe_name
from versioning.services.files._steps.media_type import facts_of
from versioning.services.files._steps.received import received
from versioning.services.files._steps.store_received import described, store_received


def import_file(*, actor: Actor, project: Project, name: str, pieces: Iterable[bytes]) -> File:
    """Store the bytes as they are, so that an export writes them again, and return the file.

    Locations in pictures stay. Raises NotAllowed, InvalidValue (name, file), FileTooLarge, QuotaExceeded,
    StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    named = safe_name(name)
    with received(pieces) as upload:
        new = described(File(project=project, name=named, created_by=actor.user), upload, facts_of(upload, name=named))
        return store_received(actor, upload, new).file
