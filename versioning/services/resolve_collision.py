"""Saving what a person made of a save that collided with another one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Draft
from versioning.policies import Action, authorize
from versioning.services.save_draft import save_draft

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
    with transaction.atomic():
        revision = expected_revision
        if typed not in (body, former):
            revision = _keep(actor=actor, draft=draft, typed=typed, revision=revision)
        # Whole, whatever stood there in between.
        values = {**changes, "body": body}
        return save_draft(actor=actor, draft=draft, changes=values, expected_revision=revision, origin=ORIGIN)


def _keep(*, actor: Actor, draft: Draft, typed: str, revision: int) -> int:
    try:
        kept = save_draft(actor=actor, draft=draft, changes={"body": typed}, expected_revision=revision, origin=ORIGIN)
    except InvalidValue:
        # No block document, though the draft has become one: it could never have been saved.
        return revision
    return kept.revision
