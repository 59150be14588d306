"""Making a published version the current one: a pointer move, which nothing else is touched by."""

from django.db import transaction

from versioning.exceptions import VersionNotFound
from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.searchable import Said, said_by
from versioning.services.kernel.transitions import point_at


def promote_version(*, actor: Actor, version: Version, said: Said | None = None) -> Version:
    """All other versions stay as they are and can be promoted again. Raises NotPublished, VersionNotFound.

    `said` is by the version, for callers that hold the lock: texts are read before it is taken.
    """
    authorize(actor=actor, action=Action.PROMOTE, project_id=version.document.project_id)
    said = said or said_by(version)
    with transaction.atomic():
        document = lock_document(version.document_id)
        stored = Version.objects.reread(version.pk, of=document.pk)
        if stored is None:
            raise VersionNotFound
        stored.document = document
        record_all(point_at(actor=actor, document=document, version=stored, said=said))
    return stored
