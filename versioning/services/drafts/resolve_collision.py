"""Saving what a person made of a save that collided with another one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Draft
from versioning.policies import Action, authorize
from versioning.services.drafts.save_draft import save_draft
from versioning.services.kernel.saving import pack_changes

ORIGIN = "conflict"


def resolve_collision(
    *, actor: Actor, draft: Draft, typed: str, changes: Mapping[str, Any], expected_revision: int
) -> Draft:
    """Save `changes` as `save_draft` does, and before that the text that was typed, as a revision of its own.

    So all three texts can be recovered for as long as `purge` lets them: the one that was there, the one that was
    typed, and what was made of them. Raises what `save_draft` raises; then nothing is stored.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    former = draft.version.text
    body = changes.get("body", former)
    # Whole, whatever stood there in between.
    made = _Save(draft, {**changes, "body": body})
    kept = None if typed in (body, former) else _typed(draft, typed)
    with transaction.atomic():
        revision = expected_revision if kept is None else _keep(kept, actor=actor, revision=expected_revision)
        return made.done(actor=actor, revision=revision)


class _Save:
    """What is to be saved, compressed before the lock is taken. Raises InvalidValue."""

    def __init__(self, draft: Draft, changes: Mapping[str, Any]) -> None:
        self.draft, self.changes = draft, changes
        self.packed = pack_changes(version=draft.version, changes=changes)

    def done(self, *, actor: Actor, revision: int) -> Draft:
        return save_draft(
            actor=actor,
            draft=self.draft,
            changes=self.changes,
            expected_revision=revision,
            origin=ORIGIN,
            packed=self.packed,
        )


def _typed(draft: Draft, typed: str) -> _Save | None:
    try:
        return _Save(draft, {"body": typed})
    except InvalidValue:
        # It could never have been saved.
        return None


def _keep(save: _Save, *, actor: Actor, revision: int) -> int:
    try:
        kept = save.done(actor=actor, revision=revision)
    except InvalidValue:
        # No block document, though the draft has become one: neither could this.
        return revision
    return kept.revision
