"""Taking a published version out of use; it is kept."""

from django.db import transaction

from versioning import clock
from versioning.exceptions import NotPublished, VersionNotFound
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record
from versioning.services.kernel.transitions import clear_pointer


def archive_version(*, actor: Actor, version: Version) -> Version:
    """Archiving the current one leaves the document without any. Raises NotPublished (a draft is discarded instead)."""
    authorize(actor=actor, action=Action.ARCHIVE, project_id=version.document.project_id)
    with transaction.atomic():
        document = lock_document(version.document_id)
        stored = Version.objects.reread(version.pk, of=document.pk)
        if stored is None:
            raise VersionNotFound
        stored.document = document
        if stored.status != Version.Status.PUBLISHED:
            raise NotPublished("Only a published version can be archived; a draft is discarded instead.")
        clear_pointer(actor=actor, document=document, version=stored)
        stored.status, stored.archived_at = Version.Status.ARCHIVED, clock.now()
        stored.save(update_fields=("status", "archived_at"))
        record(
            actor=actor,
            verb=Verb.VERSION_ARCHIVED,
            project_id=document.project_id,
            document=document,
            version=stored,
            number=stored.number,
        )
    return stored
