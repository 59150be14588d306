"""Bringing an archived version back to what it was: published. It is not promoted by that."""

from django.db import transaction

from versioning.exceptions import NotArchived, VersionNotFound
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record


def restore_version(*, actor: Actor, version: Version) -> Version:
    """Raises NotArchived; also for a discarded draft, which is reopened instead."""
    authorize(actor=actor, action=Action.ARCHIVE, project_id=version.document.project_id)
    with transaction.atomic():
        document = lock_document(version.document_id)
        stored = Version.objects.reread(version.pk, of=document.pk)
        if stored is None:
            raise VersionNotFound
        stored.document = document
        if stored.status != Version.Status.ARCHIVED or not stored.was_published:
            raise NotArchived
        stored.status, stored.archived_at = Version.Status.PUBLISHED, None
        stored.save(update_fields=("status", "archived_at"))
        record(
            actor=actor,
            verb=Verb.VERSION_RESTORED,
            project_id=document.project_id,
            document=document,
            version=stored,
            number=stored.number,
        )
    return stored
