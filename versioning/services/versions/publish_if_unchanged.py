"""Publish a draft under a name, if the draft and the current version are still as somebody saw them."""

from collections.abc import Callable
from enum import Enum

from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.counting import word_counts
from versioning.services.kernel.locking import LockedDocument, lock_draft, locked
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.saving import read_for_save, refuse_read_only
from versioning.services.kernel.search.searchable import searchable_text
from versioning.services.kernel.snapshots import check_snapshot
from versioning.services.kernel.transitions import publish, publish_as_current
from versioning.services.versions.preconditions import DraftPreconditions, Outdated, check_outdated


class Promotion(Enum):
    """What readers see afterwards."""

    NOW = "the published version"
    LATER = "what they saw before"


def publish_if_unchanged(
    *,
    actor: Actor,
    draft: Draft,
    expected: DraftPreconditions,
    name: str,
    promotion: Promotion,
    outdated: Outdated,
    first: Callable[[LockedDocument], None] | None = None,
) -> Version:
    """Rename, publish and, if it is wanted, promote in one transaction.

    `outdated` concerns a promotion alone: without one, nothing is replaced. `first` is called in the transaction before
    the publication, once everything is as it was seen. Raises DraftChanged, CurrentChanged, InvalidValue (name),
    DraftOutdated (REFUSE), VersionFrozen, StatusReadOnly (only if the name changes), and what `first` raises.
    """
    is_renamed = name != draft.version.name
    _authorize(actor=actor, draft=draft, is_renamed=is_renamed, promotion=promotion)
    if is_renamed:
        check_snapshot({"name": name})
    counts, text = word_counts(draft.version), searchable_text(draft.version)
    with locked(draft.document_id, actor=actor) as held:
        row = read_for_save(draft.pk, actor=actor)
        opened = lock_draft(held, row.draft)
        # What nobody read is never published.
        expected.check_draft(opened.draft)
        expected.check_current(held)
        if is_renamed:
            refuse_read_only(row)
        if first is not None:
            first(held)
        if promotion is Promotion.NOW:
            check_outdated(opened, outdated=outdated)
            record_all(publish_as_current(opened, counts=counts, text=text, name=name))
        else:
            record_all(publish(opened, counts=counts, name=name))
    return opened.version


def _authorize(*, actor: Actor, draft: Draft, is_renamed: bool, promotion: Promotion) -> None:
    saving = (Action.SAVE,) if is_renamed else ()
    promoting = (Action.PROMOTE,) if promotion is Promotion.NOW else ()
    for action in (Action.PUBLISH, *saving, *promoting):
        authorize(actor=actor, action=action, project_id=draft.document.project_id)
