"""Bringing a version back from the trash."""

from django.db import transaction

from versioning.exceptions import VersionNotFound
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record


def untrash_version(*, actor: Actor, version: Version) -> Version:
    """As it was: published, archived or discarded. Where it is not in the trash, nothing happens.

    Raises VersionNotFound (`purge` took it), NotFound (its document is in the trash).
    """
    authorize(actor=actor, action=Action.TRASH, project_id=version.document.project_id)
    with transaction.atomic():
        document = lock_document(version.document_id)
        versions = Version.objects.filter(document=document, pk=version.pk)
        stored = versions.select_related("source", "created_by").first()
        if stored is None:
            raise VersionNotFound
        stored.document = document
        if stored.trashed_at is None:
            return stored
        stored.trashed_at = None
        stored.save(update_fields=("trashed_at",))
        record(
            actor=actor,
            verb=Verb.VERSION_UNTRASHED,
            project_id=document.project_id,
            document=document,
            version=stored,
            number=stored.number,
        )
    return stored
