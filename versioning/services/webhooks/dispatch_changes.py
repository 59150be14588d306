"""Follow the change feed and queue a delivery for each webhook that asks for an event."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from versioning.models import Delivery, FeedCursor, Webhook
from versioning.models.event_feed import Position, events_at, positions_in, read_head
from versioning.models.sql.rows import insert_rows
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.webhooks._matching import delivery_of, is_new_to, lines_of, wants
from versioning.services.webhooks._queueing import FOLLOWER, enqueue_due, reached

DISPATCH = "webhook.dispatch"
PAGE = 100


@watcher
def watch() -> None:
    """Enqueue a job if the feed has grown or a delivery is due. Nothing but one look if there is no webhook."""
    if not Webhook.objects.enabled().exists():
        return
    if reached() < read_head():
        enqueue(DISPATCH, {}, key=DISPATCH)
    enqueue_due(timezone.now())


@handler(DISPATCH)
def dispatch_changes(job: RunningJob) -> dict[str, int]:
    """Queue deliveries until the end of the feed. Each page and the cursor behind it are written together."""
    count = 0
    while (queued := _dispatch_page()) is not None:
        count += queued
        job.heartbeat()
    enqueue_due(timezone.now())
    return {"deliveries": count}


@transaction.atomic
def _dispatch_page() -> int | None:
    """Queue the deliveries of one page of events. Return their number, or None if the feed has ended."""
    FeedCursor.objects.get_or_create(pk=FOLLOWER)
    cursor = FeedCursor.objects.select_for_update(no_key=True).get(pk=FOLLOWER)
    # First the end of the feed, then the webhooks: whoever commits an event after a webhook finds it served.
    head = read_head()
    # Locked, so that nothing is queued for a webhook that is being disabled.
    webhooks = list(Webhook.objects.enabled().select_for_update(no_key=True).order_by("pk"))
    if not webhooks or Position(cursor.txid, cursor.event) >= head:
        return None
    # What happened before any of them existed is of no interest, and may be long.
    oldest = min(Position(webhook.since_txid, webhook.since_id) for webhook in webhooks)
    after = max(Position(cursor.txid, cursor.event), oldest)
    projects = sorted({webhook.project_id for webhook in webhooks})
    positions = positions_in(projects, after=after, until=head, limit=PAGE)
    deliveries = _deliveries_at(positions, webhooks)
    insert_rows(deliveries)
    end = positions[-1] if len(positions) == PAGE else max(after, head)
    FeedCursor.objects.filter(pk=FOLLOWER).update(txid=end.txid, event=end.id)
    return len(deliveries)


def _deliveries_at(positions: Sequence[Position], webhooks: Sequence[Webhook]) -> list[Delivery]:
    events = events_at(positions)
    lines = lines_of(events, webhooks=webhooks)
    return [
        delivery_of(event, webhook)
        for event in events
        for webhook in webhooks
        if is_new_to(webhook, event) and wants(webhook, event, lines=lines)
    ]
