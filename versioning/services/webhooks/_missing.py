"""Queue what a webhook should have got and was not queued yet."""

from collections.abc import Sequence

from versioning.models import Delivery, Event, Webhook
from versioning.models.event_feed import Position, events_at
from versioning.models.sql.rows import insert_rows
from versioning.services.webhooks._matching import delivery_of, lines_of, wants


def wanted_at(positions: Sequence[Position], *, webhook: Webhook) -> list[Event]:
    """Return the events at these positions that the webhook asks for."""
    events = events_at(positions)
    lines = lines_of(events, webhooks=[webhook])
    return [event for event in events if wants(webhook, event, lines=lines)]


def queue_missing(events: Sequence[Event], *, webhook: Webhook) -> int:
    """Queue those of the events that have no delivery yet. Return their number."""
    known = set(Delivery.objects.filter(webhook=webhook, event__in=events).values_list("event", flat=True))
    missing = [delivery_of(event, webhook) for event in events if event.pk not in known]
    insert_rows(missing)
    return len(missing)
