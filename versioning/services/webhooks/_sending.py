"""Send one delivery once."""

import json
from time import monotonic
from uuid import UUID

from django.utils import timezone

from versioning.models import Delivery, DeliveryAttempt, Event, Webhook
from versioning.models.event_feed import Position
from versioning.ops.outgoing.addresses import AddressRefused
from versioning.ops.outgoing.post import RequestFailed, post
from versioning.services.webhooks._secrets import SecretLost, sign

SECONDS = 10.0
MOST_BYTES = 65_536
# Characters of the answer that are kept.
KEPT = 500
LOST = "The secret cannot be computed, because the server's SECRET_KEY was changed. Rotate the secret."
USER_AGENT = "Stemma-Webhooks/1"


def send(delivery: Delivery, *, webhook: Webhook) -> DeliveryAttempt:
    """Send the delivery and return the attempt, not stored. Whatever goes wrong outside is in the attempt."""
    began, clock = timezone.now(), monotonic()
    status, answer, problem = None, "", ""
    body = body_of(delivery)
    message = message_id(delivery)
    try:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            "webhook-id": message,
            "webhook-timestamp": str(int(began.timestamp())),
            "webhook-signature": sign(webhook, message=message, at=began, body=body),
        }
        came = post(webhook.url, body.encode(), headers, seconds=SECONDS, most=MOST_BYTES)
        # PostgreSQL stores no NUL.
        status, answer = came.status, came.body.decode(errors="replace")[:KEPT].replace("\0", "\ufffd")
    except SecretLost:
        problem = LOST
    # ValueError: a URL that an older version accepted.
    except (AddressRefused, RequestFailed, ValueError) as error:
        problem = str(error)
    took = int(1000 * (monotonic() - clock))
    return DeliveryAttempt(
        delivery=delivery, at=began, milliseconds=took, status=status, answer=answer, problem=problem
    )


def message_id(delivery: Delivery) -> str:
    """Return what the header webhook-id has, with each attempt and replay the same."""
    return f"msg_{delivery.pk.hex}"


def body_of(delivery: Delivery) -> str:
    """Return the body: what happened to which objects, and the cursor of the change feed. No text is in it."""
    event = None if delivery.event_id is None else _read(delivery.event_id)
    data = {"project_id": str(delivery.webhook.project_id)} if event is None else _data_of(event)
    at = delivery.created_at if event is None else event.at
    body = {"type": delivery.type, "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "data": data}
    return json.dumps(body, separators=(",", ":"))


def _read(pk: int) -> Event:
    return Event.objects.select_related("version").get(pk=pk)


def _data_of(event: Event) -> dict[str, str | int | None]:
    def text(key: UUID | None) -> str | None:
        return None if key is None else str(key)

    return {
        "id": event.pk,
        "cursor": str(Position(event.txid, event.pk)),
        "project_id": text(event.project_id),
        "document_id": text(event.document_id),
        "version_id": text(event.version_id),
        "number": None if event.version is None else event.version.number,
    }
