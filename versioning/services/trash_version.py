"""Moving one version to the trash: 404 from then on, restorable until `purge` takes it."""

from django.db import transaction
from django.utils import timezone

from versioning.exceptions import LastVersion, NotPublished, VersionIsCurrent, VersionNotFound
from versioning.models import Actor, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.recording import record


def trash_version(*, actor: Actor, version: Version) -> Version:
    """Raises NotPublished (an open draft is discarded), VersionIsCurrent, LastVersion, VersionNotFound."""
    authorize(actor=actor, action=Action.TRASH, project_id=version.document.project_id)
    with transaction.atomic():
        document = lock_document(version.document_id)
        stored = Version.objects.of(document.pk).filter(pk=version.pk).first()
        if stored is None:
            raise VersionNotFound
        stored.document = document
        if stored.status == Version.Status.DRAFT:
            raise NotPublished("An open draft is discarded instead.")
        if stored.is_current:
            raise VersionIsCurrent
        if not Version.objects.in_history(document.pk).exclude(pk=stored.pk).exists():
            raise LastVersion
        stored.trashed_at = timezone.now()
        stored.save(update_fields=("trashed_at",))
        record(
            actor=actor,
            verb=Verb.VERSION_TRASHED,
            project_id=document.project_id,
            document=document,
            version=stored,
            number=stored.number,
        )
    return stored
