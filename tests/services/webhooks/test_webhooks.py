"""Managers create, change, disable and replay webhooks. Their secrets are not in the database."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.receivers import Receiver, status
from tests.services.webhooks.conftest import Create
from versioning.exceptions import InvalidValue, NotAllowed, NotFound, TooManyWebhooks, WebhookDisabled
from versioning.models import Delivery, Event, Webhook
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks import create_webhook as module
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.delete_webhook import delete_webhook
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.rotate_secret import rotate_secret
from versioning.services.webhooks.send_test import send_test
from versioning.services.webhooks.update_webhook import update_webhook

URL = "https://receiver.example/"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "ftp://receiver.example/"}, "url"),
        ({"url": "http://receiver.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": f"https://receiver.example/{'a' * 2000}"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["version.unheard"]}, "events"),
        ({"description": "a" * 256}, "description"),
        ({"description": "a\0"}, "description"),
        ({"category": uuid4()}, "category"),
    ],
)
def test_an_impossible_webhook_is_refused(cast: Cast, values: dict[str, Any], field: str) -> None:
    new = NewWebhook(**{"url": URL, **values})

    with pytest.raises(InvalidValue) as refusal:
        create_webhook(actor=cast.manager, project=cast.project, new=new)

    assert refusal.value.field == field
    assert not Webhook.objects.exists()


def test_a_category_of_another_project_or_an_article_is_refused(cast: Cast) -> None:
    other = make_cast("other").document("Guides", kind="category")

    for document in (other, cast.document()):
        with pytest.raises(InvalidValue):
            create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL, category=document.pk))


def test_a_project_has_a_limited_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WEBHOOKS", 1)
    create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL))

    with pytest.raises(TooManyWebhooks):
        create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL))


def test_events_have_the_host_and_no_more_of_the_url(cast: Cast) -> None:
    new = NewWebhook(url="https://receiver.example/secret-path?key=secret")

    create_webhook(actor=cast.manager, project=cast.project, new=new)

    data = Event.objects.get(verb="webhook.created").data
    assert data["host"] == "receiver.example"
    assert "secret" not in str(data)


def test_a_change_that_changes_nothing_leaves_no_event(cast: Cast) -> None:
    webhook = create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL)).webhook

    update_webhook(actor=cast.manager, webhook=webhook, changes={"url": URL})

    assert not Event.objects.filter(verb="webhook.updated").exists()


def test_a_deleted_webhook_is_not_changed_or_rotated(cast: Cast) -> None:
    webhook = create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL)).webhook
    delete_webhook(actor=cast.manager, webhook=Webhook.objects.get())
    delete_webhook(actor=cast.manager, webhook=Webhook(pk=webhook.pk, project=cast.project, url=URL))

    for change in (
        lambda: update_webhook(actor=cast.manager, webhook=webhook, changes={"url": URL}),
        lambda: rotate_secret(actor=cast.manager, webhook=webhook),
        lambda: send_test(actor=cast.manager, webhook=webhook),
    ):
        with pytest.raises(NotFound):
            change()
    assert Event.objects.filter(verb="webhook.deleted").count() == 1


def test_a_test_is_signed_and_sent_once(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    made = create()
    receiver.answer = status(500, b"No.")
    delivery = send_test(actor=live_cast.manager, webhook=made.webhook)

    run_due_jobs()

    (request,) = [each for each in receiver.received if each.message["type"] == "webhook.test"]
    delivery.refresh_from_db()
    assert request.is_signed_with(made.secret)
    assert request.message["data"] == {"project_id": str(live_cast.project.pk)}
    assert (delivery.state, delivery.attempts.get().answer) == ("failed", "No.")


def test_a_failed_test_does_not_count_for_three_days(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    webhook = create(events=["version.archived"]).webhook
    receiver.answer = status(500)
    send_test(actor=live_cast.manager, webhook=webhook)

    run_due_jobs()

    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (0, None)


def test_only_managers_send_tests(live_cast: Cast, webhook: Webhook) -> None:
    with pytest.raises(NotAllowed):
        send_test(actor=live_cast.publisher, webhook=webhook)
    with pytest.raises(NotFound):
        send_test(actor=live_cast.stranger, webhook=webhook)


def test_nothing_is_sent_or_replayed_to_a_disabled_webhook(live_cast: Cast, webhook: Webhook) -> None:
    disable_webhook(actor=live_cast.manager, webhook=webhook)

    with pytest.raises(WebhookDisabled):
        send_test(actor=live_cast.manager, webhook=webhook)
    with pytest.raises(WebhookDisabled):
        replay_deliveries(actor=live_cast.manager, webhook=webhook, replay=Replay(failed=True))


def test_a_test_does_not_wait_for_the_end_of_a_pause(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    receiver.answer = status(503)
    for _ in range(3):
        live_cast.document()
    run_due_jobs()
    receiver.answer = status(200)

    send_test(actor=live_cast.manager, webhook=webhook)
    run_due_jobs()

    assert "webhook.test" in receiver.types


@pytest.mark.parametrize("values", [{"type": "other"}, {"document": uuid4()}, {"txid": 7}, {"state": "delivered"}])
def test_the_database_refuses_to_change_what_a_delivery_is_of(cast: Cast, values: dict[str, Any]) -> None:
    webhook = create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL)).webhook
    Delivery.objects.create(webhook=webhook, type="webhook.test")

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**values)


def test_the_page_of_due_deliveries_is_read_from_an_index(live_cast: Cast, webhook: Webhook) -> None:
    rows = Delivery.objects.sendable(timezone.now()).filter(webhook=webhook)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")

    plan = rows.explain()

    assert "delivery_pending" in plan
    assert "delivery_document_pending" in plan
