"""Which webhooks get an event."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from versioning.models import Delivery, Document, Event, Webhook
from versioning.models.event_feed import Position

# The document and the categories above it, for each document.
Lines = Mapping[UUID, Collection[UUID]]


def lines_of(events: Iterable[Event], *, webhooks: Iterable[Webhook]) -> Lines:
    """Return what lies above the events' documents, if a webhook asks for it."""
    if all(webhook.category is None for webhook in webhooks):
        return {}
    return Document.objects.lines_to({event.document_id for event in events if event.document_id is not None})


def wants(webhook: Webhook, event: Event, *, lines: Lines) -> bool:
    """Return whether the webhook asks for this event of its project."""
    if event.project_id != webhook.project_id:
        return False
    if not webhook.wants_everything and event.verb not in webhook.events:
        return False
    if webhook.category is None:
        return True
    return event.document_id is not None and webhook.category in lines.get(event.document_id, ())


def is_new_to(webhook: Webhook, event: Event) -> bool:
    """Return whether the event came after the webhook was created or enabled."""
    return Position(event.txid, event.pk) > Position(webhook.since_txid, webhook.since_id)


def delivery_of(event: Event, webhook: Webhook) -> Delivery:
    """Return the delivery, not stored."""
    return Delivery(webhook=webhook, event_id=event.pk, txid=event.txid, type=event.verb, document=event.document_id)
