"""Read the change feed: what happened after a cursor, in the order in which it was committed."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from versioning.exceptions import CursorTooOld, InvalidValue
from versioning.models import Actor, Event, Scope
from versioning.models.event_feed import (
    BEGINNING,
    Position,
    events_at,
    first_since,
    neighbors_of,
    positions_between,
    read_head,
)
from versioning.policies import require_scope

LARGEST_PAGE = 100
NOW = "now"


@dataclass(frozen=True)
class ChangePage:
    """Events, and the cursor to continue from. `head` is where the feed ended when the page was read."""

    events: list[Event]
    next_cursor: str
    has_more: bool
    head: Position


def read_changes(*, actor: Actor, since: str | None = None, limit: int = LARGEST_PAGE) -> ChangePage:
    """Return the first events after the cursor `since` that the actor may see.

    Without `since`, start at the oldest event that is kept. NOW returns no events and the present cursor.

    Raises NotAllowed (the token lacks the scope `read`), InvalidValue (since), CursorTooOld.
    """
    require_scope(actor=actor, scope=Scope.READ)
    head = read_head()
    if since == NOW:
        return ChangePage([], str(head), has_more=False, head=head)
    after = _start() if since is None else _read(since)
    # One more than a page has: it shows whether there is a next page.
    positions = positions_between(actor, after=after, until=head, limit=limit + 1)
    has_more, positions = len(positions) > limit, positions[:limit]
    # If nothing is left, the reader is at the head. So the cursor of a reader of a quiet project does not get old.
    reached = positions[-1] if has_more else max(after, head)
    return ChangePage(events_at(positions), str(reached), has_more=has_more, head=head)


def cursor_of(event: Event) -> str:
    """Return the cursor that continues after the event."""
    return str(Position(event.txid, event.pk))


def _start() -> Position:
    days = settings.KEEP_CHANGES_DAYS
    return first_since(timezone.now() - timedelta(days=days)) if days else BEGINNING


def _read(cursor: str) -> Position:
    position = Position.parse(cursor)
    if position is None:
        raise InvalidValue("Send a cursor from an earlier answer, or `now`.", field="since")
    if position != BEGINNING:
        _refuse_unknown(position)
    return position


def _refuse_unknown(position: Position) -> None:
    neighbors = neighbors_of(position)
    # An event is never deleted. So the cursor comes from a database that was replaced by a backup.
    if not neighbors or neighbors[0][0] != position:
        raise CursorTooOld("The server does not know this cursor. The database was probably restored from a backup.")
    # A day more, so that readers who begin with the oldest event have time to catch up.
    days = settings.KEEP_CHANGES_DAYS
    if days and len(neighbors) > 1 and neighbors[1][1] < timezone.now() - timedelta(days=days + 1):
        raise CursorTooOld(f"Changes are kept for {days} days, and this cursor is older.")
