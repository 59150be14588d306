"""Freezing a draft: its version becomes immutable. Readers see no change until it is promoted."""

from django.db import transaction

from versioning.exceptions import VersionFrozen
from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.counting import Counted, counted_in
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.transitions import freeze


def publish_version(*, actor: Actor, version: Version, counted: Counted | None = None) -> Version:
    """Raises VersionFrozen where it is not an open draft any more.

    `counted` is of the version, for callers that hold the lock: texts are read before it is taken.
    """
    authorize(actor=actor, action=Action.PUBLISH, project_id=version.document.project_id)
    counted = counted or counted_in(version)
    with transaction.atomic():
        document = lock_document(version.document_id)
        draft = Draft.objects.reread_of(version.pk)
        if draft is None:
            raise VersionFrozen
        draft.version.document = document
        record_all([freeze(actor=actor, document=document, draft=draft, counted=counted)])
    return draft.version
