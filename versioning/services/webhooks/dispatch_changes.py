"""Follow the change feed and queue a delivery for each webhook that asks for an event."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from versioning.models import Delivery, Webhook
from versioning.models.event_feed import Position, events_at, positions_in, read_head
from versioning.models.sql.rows import insert_rows
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.delivery.feed_follower import PAGE, Follower, Handled, follow
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.webhooks._disabling import disable
from versioning.services.webhooks._matching import delivery_of, is_new_to, lines_of, wants
from versioning.services.webhooks._queueing import FOLLOWER, enqueue_due, reached

DISPATCH = "webhook.dispatch"
log = logging.getLogger(__name__)


@watcher()
def watch() -> None:
    """Enqueue a job if the feed has grown or a delivery is due. Nothing but one look if there is no webhook."""
    if not Webhook.objects.enabled().exists():
        return
    if reached() < read_head():
        enqueue(DISPATCH, {}, key=DISPATCH)
    enqueue_due(timezone.now())


@handler(DISPATCH)
def dispatch_changes(job: RunningJob) -> dict[str, int]:
    """Queue deliveries until the end of the feed."""
    # A webhook asks for what came after it, and the cursor may be far behind it.
    count = follow(Follower(FOLLOWER, _queue_deliveries, from_beginning=True), job=job)
    enqueue_due(timezone.now())
    return {"deliveries": count}


def _queue_deliveries(after: Position, head: Position) -> Handled | None:
    # Locked, so that nothing is queued for a webhook that is being disabled.
    enabled = Webhook.objects.enabled().select_for_update(no_key=True).order_by("pk")
    webhooks = [webhook for webhook in enabled if not _end_long_pause(webhook)]
    if not webhooks:
        return None
    # What happened before any of them existed is of no interest, and may be long.
    oldest = min(Position(webhook.since_txid, webhook.since_id) for webhook in webhooks)
    projects = sorted({webhook.project_id for webhook in webhooks})
    positions = positions_in(projects, after=max(after, oldest), until=head, limit=PAGE)
    deliveries = _deliveries_at(positions, webhooks)
    insert_rows(deliveries)
    return Handled(positions, count=len(deliveries))


def _end_long_pause(webhook: Webhook) -> bool:
    """Disable the webhook if it was paused for too long: its queue has an end. Return whether it was."""
    days = settings.KEEP_DELIVERIES_DAYS
    if webhook.paused_at is None or timezone.now() - webhook.paused_at < timedelta(days=days):
        return False
    reason = f"It was paused for {'a day' if days == 1 else f'{days} days'}."
    if disable(webhook, actor=system_actor(), reason=reason):
        log.warning("The %s is disabled: %s", webhook, reason)
    return True


def _deliveries_at(positions: Sequence[Position], webhooks: Sequence[Webhook]) -> list[Delivery]:
    events = events_at(positions)
    lines = lines_of(events, webhooks=webhooks)
    return [
        delivery_of(event, webhook)
        for event in events
        for webhook in webhooks
        if is_new_to(webhook, event) and wants(webhook, event, lines=lines)
    ]
