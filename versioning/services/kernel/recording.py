"""Record the event that every change leaves, in the transaction of the change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from versioning import clock
from versioning.models import Actor, Event, Verb, Version
from versioning.models.sql.new_row import new_row
from versioning.models.sql.rows import insert_row, insert_rows
from versioning.ops.replica.marks import note_access_change
from versioning.services.kernel.importing import marked
from versioning.services.kernel.locking import LockedDocument

# Replicas must not let in whom the primary does not.
CHANGES_OF_ACCESS = frozenset({Verb.MEMBER_ADDED, Verb.MEMBER_REMOVED, Verb.MEMBER_CHANGED})


def record(*, actor: Actor, verb: Verb, project_id: UUID | None, at: datetime | None = None, **data: Any) -> Event:
    """Append an event that concerns no document. `data` must be JSON values, `at` is now by default."""
    if verb in CHANGES_OF_ACCESS:
        note_access_change()
    return insert_row(
        new_row(
            Event,
            verb=verb,
            at=at or clock.now(),
            project_id=project_id,
            document=None,
            version=None,
            data=marked(data),
            **_made_by(actor),
        )
    )


def record_change(held: LockedDocument, verb: Verb, *, version: Version | None = None, **data: Any) -> None:
    """Append the event of a change of the document or of one of its versions. `data` must be JSON values."""
    insert_row(change_event(held, verb, version=version, **data))


def change_event(held: LockedDocument, verb: Verb, *, version: Version | None = None, **data: Any) -> Event:
    """Return the event of a change, not stored, for `record_all`."""
    return new_row(
        Event,
        verb=verb,
        at=clock.now(),
        project_id=held.document.project_id,
        document=held.document,
        version=version,
        data=marked(data),
        **_made_by(held.actor),
    )


def record_all(events: Sequence[Event]) -> None:
    """Append events in their order, in one statement."""
    # A promotion of the current version leaves no event.
    if events:
        insert_rows(events)


def _made_by(actor: Actor) -> dict[str, Any]:
    # The credential is recorded besides the user: the acts of a leaked token must be found among its owner's.
    credential = actor.credential
    return {
        "actor": actor.user,
        "token_id": None if credential is None else credential.token_id,
        "application_id": None if credential is None else credential.application_id,
    }
