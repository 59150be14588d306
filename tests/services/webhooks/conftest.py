"""A receiver on this machine, and webhooks to it."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import Cast
from tests.jobs import AT_ONCE
from tests.receivers import Receiver
from versioning.models import Delivery, Webhook
from versioning.services.webhooks import send_deliveries
from versioning.services.webhooks.create_webhook import CreatedWebhook, NewWebhook, create_webhook

Create = Callable[..., CreatedWebhook]


@pytest.fixture
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once."""
    monkeypatch.setattr(send_deliveries, "BACKOFF", AT_ONCE)


@pytest.fixture
def create(live_cast: Cast, receiver: Receiver) -> Create:
    """Create a webhook of the cast's project, to the receiver if no URL is given."""

    def create(**values: Any) -> CreatedWebhook:
        new = NewWebhook(**{"url": receiver.url, **values})
        return create_webhook(actor=live_cast.manager, project=live_cast.project, new=new)

    return create


@pytest.fixture
def webhook(create: Create) -> Webhook:
    return create().webhook


def events_received(receiver: Receiver) -> dict[str, list[int]]:
    """Return the ids of the events that arrived, by document, in their order."""
    found: dict[str, list[int]] = defaultdict(list)
    for each in receiver.received:
        found[each.message["data"]["document_id"]].append(each.message["data"]["id"])
    return found


def pass_time(**time: float) -> None:
    """Let everything that was written be older."""
    for model, names in (
        (Delivery, ("due_at", "first_tried_at")),
        (Webhook, ("failing_since", "resume_at", "paused_at")),
    ):
        for row in model.objects.all():
            for name in names:
                moment: datetime | None = getattr(row, name)
                if moment is not None:
                    setattr(row, name, moment - timedelta(**time))
            row.save(update_fields=names)
