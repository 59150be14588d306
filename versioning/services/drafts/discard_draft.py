"""Giving a draft up. Its version is archived and kept, so that it can be reopened."""

from typing import Any

from django.db import transaction

from versioning import clock
from versioning.exceptions import VersionFrozen
from versioning.models import Actor, Draft, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record


def discard_draft(*, actor: Actor, draft: Draft) -> Version:
    """Raises VersionFrozen where it was published or discarded meanwhile."""
    authorize(actor=actor, action=Action.DISCARD, project_id=draft.document.project_id)
    with transaction.atomic():
        document = lock_document(draft.document_id)
        stored = Draft.objects.filter(pk=draft.pk).select_related("version__source", "version__created_by").first()
        if stored is None:
            raise VersionFrozen("This draft was published or discarded meanwhile.")
        version = stored.version
        version.document = document
        version.status, version.archived_at = Version.Status.ARCHIVED, clock.now()
        version.save(update_fields=("status", "archived_at"))
        # What reopening needs; the row that holds it exists only while the draft is open.
        place: dict[str, Any] = {
            "identifier": stored.identifier,
            "revision": stored.revision,
            "branch": stored.branch_id and str(stored.branch_id),
            "base": stored.base_id and str(stored.base_id),
            "forked_at": stored.created_at.isoformat(),
            "saved_at": stored.last_saved_at.isoformat(),
            "saved_by": str(stored.last_saved_by_id),
        }
        stored.delete()
        record(
            actor=actor,
            verb=Verb.DRAFT_DISCARDED,
            project_id=document.project_id,
            document=document,
            version=version,
            number=version.number,
            **place,
        )
    return version
