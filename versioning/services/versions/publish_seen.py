"""Publishing a draft as somebody read it, under the name that they gave it."""

from enum import Enum

from django.db import transaction

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.counting import counted_in
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.searchable import said_by
from versioning.services.versions.preconditions import SeenDraft
from versioning.services.versions.publish_and_promote import Outdated, publish_and_promote
from versioning.services.versions.publish_version import publish_version


class Promotion(Enum):
    """What readers see afterwards."""

    NOW = "the published version"
    LATER = "what they saw before"


def publish_seen(
    *, actor: Actor, draft: Draft, seen: SeenDraft, name: str, promotion: Promotion, outdated: Outdated
) -> Version:
    """All of it or nothing, and only where draft and current version are still as they were seen.

    `outdated` is for a promotion: what is published without one replaces nothing. Raises DraftChanged, CurrentChanged,
    InvalidValue (the name), DraftOutdated (REFUSE), VersionFrozen, StatusReadOnly (the name is another one).
    """
    authorize(actor=actor, action=Action.PUBLISH, project_id=draft.document.project_id)
    counted, said = counted_in(draft.version), said_by(draft.version)
    with transaction.atomic():
        document = lock_document(draft.document_id)
        stored = seen.refuse_other_draft(draft)
        seen.refuse_other(document)
        stored.document = stored.version.document = document
        if name != stored.version.name:
            save_draft(actor=actor, draft=stored, changes={"name": name})
        if promotion is Promotion.NOW:
            return publish_and_promote(actor=actor, draft=stored, outdated=outdated, said=said, counted=counted)
        return publish_version(actor=actor, version=stored.version, counted=counted)
