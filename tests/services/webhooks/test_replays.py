"""What was sent, or should have been, is sent again with the same ids."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from tests.receivers import Receiver, status
from tests.services.webhooks.conftest import Create
from tests.services.webhooks.test_webhooks import URL
from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Delivery, Document, Event, Webhook
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.dispatch_changes import watch
from versioning.services.webhooks.enable_webhook import enable_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.send_test import send_test


def test_chosen_deliveries_are_sent_again_with_their_ids(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    webhook = create(events=["document.created"]).webhook
    live_cast.document()
    live_cast.document()
    run_due_jobs()
    first = Delivery.objects.order_by("pk").first()
    assert first is not None

    count = replay_deliveries(actor=live_cast.manager, webhook=webhook, replay=Replay(deliveries=[first.pk]))
    run_due_jobs()

    assert count == 1
    assert receiver.ids == [*receiver.ids[:2], receiver.ids[0]]
    assert first.attempts.count() == 2


def test_what_happened_just_before_a_webhook_was_disabled_is_among_the_failures(
    live_cast: Cast, receiver: Receiver, create: Create
) -> None:
    webhook = create(events=["document.created"]).webhook
    run_due_jobs()
    document = live_cast.document()
    # No worker has looked since.
    disable_webhook(actor=live_cast.manager, webhook=webhook)
    enable_webhook(actor=live_cast.manager, webhook=webhook)

    replay_deliveries(actor=live_cast.manager, webhook=webhook, replay=Replay(failed=True))
    run_due_jobs()

    assert [each.message["data"]["document_id"] for each in receiver.received] == [str(document.pk)]


def test_all_failures_are_sent_again_in_order(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    receiver.answer = status(503)
    document = live_cast.document()
    live_cast.version(document, "Two.\n")
    run_due_jobs()
    disable_webhook(actor=live_cast.manager, webhook=webhook)
    enable_webhook(actor=live_cast.manager, webhook=webhook)
    receiver.answer = status(200)
    receiver.received.clear()

    count = replay_deliveries(actor=live_cast.manager, webhook=webhook, replay=Replay(failed=True))
    run_due_jobs()

    of_document = [each.message["data"] for each in receiver.received if each.message["data"]["document_id"]]
    missed = list(Event.objects.filter(document=document).order_by("pk").values_list("pk", flat=True))
    # One more: the webhook was told that it was created.
    assert count == len(missed) + 1
    assert [data["id"] for data in of_document] == missed


def test_a_range_includes_what_happened_while_the_webhook_was_disabled(
    live_cast: Cast, receiver: Receiver, create: Create
) -> None:
    webhook = create(events=["document.created"]).webhook
    since = timezone.now()
    live_cast.document("Before")
    run_due_jobs()
    disable_webhook(actor=live_cast.manager, webhook=webhook)
    live_cast.document("Meanwhile")
    enable_webhook(actor=live_cast.manager, webhook=webhook)
    run_due_jobs()
    assert len(receiver.received) == 1

    count = replay_deliveries(
        actor=live_cast.manager, webhook=webhook, replay=Replay(since=since, until=timezone.now())
    )
    run_due_jobs()

    assert count == 2
    documents = [each.message["data"]["document_id"] for each in receiver.received[1:]]
    titles = [Document.objects.get(pk=pk).title for pk in documents]
    assert titles == ["Before", "Meanwhile"]
    assert len(set(receiver.ids)) == 2


def test_a_replay_and_the_worker_at_once_queue_nothing_twice(
    live_cast: Cast, receiver: Receiver, create: Create
) -> None:
    webhook = create(events=["document.created"]).webhook
    since = timezone.now()
    for _ in range(5):
        live_cast.document()
    watch()

    results = run_together(
        run_due_jobs,
        *[lambda: replay_deliveries(actor=live_cast.manager, webhook=webhook, replay=Replay(since=since))] * 3,
    )
    run_due_jobs()

    assert [each for each in results if isinstance(each, Exception)] == []
    assert Delivery.objects.count() == len(set(receiver.ids)) == 5


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "deliveries"),
        ({"failed": True, "since": "now"}, "deliveries"),
        ({"until": "now"}, "deliveries"),
        ({"since": "now", "until": "before"}, "until"),
        ({"since": "naive"}, "since"),
        ({"deliveries": [uuid4() for _ in range(1001)]}, "deliveries"),
    ],
)
def test_a_replay_of_nothing_or_of_too_much_is_refused(live_cast: Cast, values: Any, field: str) -> None:
    webhook = create_webhook(actor=live_cast.manager, project=live_cast.project, new=NewWebhook(url=URL)).webhook
    now = timezone.now()
    moments = {"now": now, "before": now - timedelta(days=1), "naive": now.replace(tzinfo=None)}
    replay = Replay(
        **{name: moments.get(value, value) if name != "deliveries" else value for name, value in values.items()}
    )

    with pytest.raises(InvalidValue) as refusal:
        replay_deliveries(actor=live_cast.manager, webhook=webhook, replay=replay)

    assert refusal.value.field == field


def test_a_delivery_of_another_webhook_is_not_found(live_cast: Cast, create: Create) -> None:
    mine, other = create().webhook, create().webhook
    delivery = send_test(actor=live_cast.manager, webhook=other)

    with pytest.raises(NotFound):
        replay_deliveries(actor=live_cast.manager, webhook=mine, replay=Replay(deliveries=[delivery.pk]))
