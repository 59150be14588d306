"""Moving a version to the trash: 404 everywhere, restorable until `purge` takes it."""

from django.db import transaction

from versioning import clock
from versioning.exceptions import LastVersion, NotPublished, VersionIsCurrent, VersionNotFound
from versioning.models import Actor, Document, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record


def trash_version(*, actor: Actor, version: Version) -> Version:
    """Its number is not given again. Raises NotPublished (a draft is discarded instead), VersionIsCurrent, LastVersion.

    VersionNotFound where it is in the trash already.
    """
    authorize(actor=actor, action=Action.TRASH, project_id=version.document.project_id)
    with transaction.atomic():
        document = lock_document(version.document_id)
        stored = Version.objects.reread(version.pk, of=document.pk)
        if stored is None:
            raise VersionNotFound
        stored.document = document
        _check(version=stored, document=document)
        stored.trashed_at = clock.now()
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


def _check(*, version: Version, document: Document) -> None:
    if version.status == Version.Status.DRAFT:
        raise NotPublished("An open draft is discarded instead.")
    if version.is_current:
        raise VersionIsCurrent
    if not Version.objects.of(document.pk).not_discarded().exclude(pk=version.pk).exists():
        raise LastVersion
