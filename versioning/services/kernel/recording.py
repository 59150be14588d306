"""The event that every change leaves, written in the change's own transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from versioning import clock
from versioning.models import Actor, Document, Event, Verb, Version
from versioning.models.sql.rows import insert_row, insert_together, new_row


def record(
    *,
    actor: Actor,
    verb: Verb,
    project_id: UUID | None,
    document: Document | None = None,
    version: Version | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Event:
    """Append one event; `data` must be JSON values."""
    event = event_of(
        actor=actor,
        verb=verb,
        project_id=project_id,
        document=document,
        version=version,
        at=at or clock.now(),
        **data,
    )
    return insert_row(event)


def event_of(
    *,
    actor: Actor,
    verb: Verb,
    project_id: UUID | None,
    document: Document | None,
    version: Version | None,
    at: datetime,
    **data: Any,
) -> Event:
    """To be appended by `record_all`, with others of the same act."""
    credential = actor.credential
    return new_row(
        Event,
        verb=verb,
        actor=actor.user,
        token_id=None if credential is None else credential.token_id,
        application_id=None if credential is None else credential.application_id,
        project_id=project_id,
        document=document,
        version=version,
        at=at,
        data=data,
    )


def record_all(events: Sequence[Event]) -> None:
    """Append them in their order."""
    if events:
        insert_together(events)
