"""Follow the change feed inside this server: every event once, a page at a time, with a cursor in the database."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from versioning.models import Event, FeedCursor
from versioning.models.event_feed import BEGINNING, Position, events_at, positions_of, read_head
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.jobs import enqueue
from versioning.services.kernel.delivery.running_job import RunningJob

# A text that is saved every few seconds is read once in this time, for searches and links.
SECONDS_BETWEEN_TEXTS = 3.0
# Events on a page.
PAGE = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Handled:
    """The positions of the events that were handled, at most PAGE, and how many rows were written for them."""

    positions: list[Position]
    count: int


@dataclass(frozen=True)
class Follower:
    """Somebody who follows the feed.

    `handle` gets the position after which the page begins, and the end of the feed. It is called in the transaction
    that moves the cursor, and returns None if there is nobody to follow for. What happened before a follower was first
    called is handled only if it is `from_beginning`.
    """

    name: str
    handle: Callable[[Position, Position], Handled | None]
    from_beginning: bool = False


def reached(name: str) -> Position | None:
    """Return the position up to which the follower handled the feed, or None if it was never called."""
    row = FeedCursor.objects.filter(pk=name).values_list("txid", "event").first()
    return None if row is None else Position(*row)


def enqueue_if_grown(name: str, *, kind: str) -> None:
    """Enqueue one job of this kind if the feed has events that the follower has not handled."""
    if (reached(name) or BEGINNING) < read_head():
        enqueue(kind, {}, key=kind)


def follow_in_steps(
    name: str, *, verbs: Sequence[str], handle: Callable[[Sequence[Event]], None], job: RunningJob
) -> None:
    """Call `handle` with the events of each page, up to the present end of the feed.

    What happens meanwhile is left to the next run, so that a text that is saved all the time is not read all the time.
    This runs in no transaction, which would last while a hundred texts are read. If the run is killed, the next one
    repeats the page, so `handle` must change nothing the second time.
    """
    head = read_head()
    while (after := reached(name) or BEGINNING) < head:
        positions = positions_of(verbs, after=after, until=head, limit=PAGE)
        handle(list(events_at(positions)))
        end = positions[-1] if len(positions) == PAGE else head
        FeedCursor.objects.update_or_create(pk=name, defaults={"txid": end.txid, "event": end.id})
        job.heartbeat()


@contextmanager
def failing_alone(what: str) -> Iterator[None]:
    """Log a failure of the block, so that one text that cannot be read does not stop all others.

    Raises what the next attempt may mend: an outage, and IntegrityError if a row was deleted meanwhile.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, IntegrityError) or outage_of(error) is not None:
            raise
        log.exception("%s cannot be read", what)


def follow(follower: Follower, *, job: RunningJob) -> int:
    """Handle the feed up to its present end. Return how many rows were written.

    What happens meanwhile is left to the next run, which begins within a second and handles it together. Otherwise, a
    server that is written to all the time would have a transaction for each event.
    """
    head, total = read_head(), 0
    while (page := _follow_page(follower)) is not None:
        count, end = page
        total += count
        job.heartbeat()
        if end >= head:
            break
    return total


@transaction.atomic
def _follow_page(follower: Follower) -> tuple[int, Position] | None:
    """Handle a page and move the cursor behind it. Return the count and the cursor, or None at the end of the feed."""
    # Before `handle` reads whom to serve: an event that is committed after that is on a later page.
    head = read_head()
    start = BEGINNING if follower.from_beginning else head
    FeedCursor.objects.get_or_create(pk=follower.name, defaults={"txid": start.txid, "event": start.id})
    cursor = FeedCursor.objects.select_for_update(no_key=True).get(pk=follower.name)
    after = Position(cursor.txid, cursor.event)
    if after >= head:
        return None
    handled = follower.handle(after, head)
    if handled is None:
        return None
    end = handled.positions[-1] if len(handled.positions) == PAGE else head
    FeedCursor.objects.filter(pk=follower.name).update(txid=end.txid, event=end.id)
    return handled.count, end
