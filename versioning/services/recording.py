"""The event that every change leaves, written in the change's own transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from versioning.models import Actor, Document, Event, Verb, Version
from versioning.models.rows import insert_row
from versioning.services import clock


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
    credential = actor.credential
    return insert_row(
        Event(
            verb=verb,
            actor=actor.user,
            token_id=None if credential is None else credential.token_id,
            application_id=None if credential is None else credential.application_id,
            project_id=project_id,
            document=document,
            version=version,
            at=at or clock.now(),
            data=data,
        )
    )
