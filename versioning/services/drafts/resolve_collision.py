"""Save what a person made of a save that collided with another one."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Draft
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import LockedDocument, locked
from versioning.services.kernel.saving import PackedChanges, WritableDraft, read_writable, save
from versioning.services.kernel.snapshots import check_snapshot

ORIGIN = "conflict"


def resolve_collision(
    *, actor: Actor, draft: Draft, typed: str, changes: Mapping[str, Any], expected_revision: int
) -> Draft:
    """Save `changes` as `save_draft` does, and before that the typed text, as a revision of its own.

    All three texts can then be recovered until `purge` deletes them: the stored one, the typed one, and the one made of
    both. Raises what `save_draft` raises. Nothing is stored then.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    check_snapshot(changes)
    stored_text = draft.version.text
    body = changes.get("body", stored_text)
    # The body is saved in any case, whatever the first save puts in its place.
    packed = PackedChanges.of_draft(draft.version, {**changes, "body": body})
    packed_typed = None if typed in (body, stored_text) else _pack_typed(draft, typed)
    with locked(draft.document_id, actor=actor) as held:
        if packed_typed is not None:
            opened = _read(held, draft, changes=packed_typed, expected=expected_revision)
            # A text that is no block document does not fit a draft that has become one, and is not kept.
            with suppress(InvalidValue):
                save(opened, origin=ORIGIN)
            expected_revision = opened.revision
        resolved = _read(held, draft, changes=packed, expected=expected_revision)
        save(resolved, origin=ORIGIN)
    return resolved.draft


def _read(held: LockedDocument, draft: Draft, *, changes: PackedChanges, expected: int) -> WritableDraft:
    opened = read_writable(held, draft.pk, changes=changes)
    opened.refuse_other_revision(expected)
    return opened


def _pack_typed(draft: Draft, typed: str) -> PackedChanges | None:
    """Return the typed text, packed, or None if it could never have been saved."""
    try:
        return PackedChanges.of_draft(draft.version, {"body": typed})
    except InvalidValue:
        return None
