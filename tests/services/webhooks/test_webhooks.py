"""Managers create, change, disable and replay webhooks. Their secrets are not in the database."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.races import run_together
from tests.receivers import Receiver, status
from tests.services.observing import everything_stored
from tests.services.webhooks.conftest import Create
from versioning.exceptions import InvalidValue, NotAllowed, NotFound, TooManyWebhooks, WebhookDisabled
from versioning.models import Delivery, Document, Event, Webhook, WebhookSecret
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks import create_webhook as module
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.delete_webhook import delete_webhook
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.dispatch_changes import watch
from versioning.services.webhooks.enable_webhook import enable_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.rotate_secret import rotate_secret
from versioning.services.webhooks.send_test import send_test
from versioning.services.webhooks.update_webhook import update_webhook

URL = "https://receiver.example/"


def _contains(value: Any, secrets: list[bytes]) -> bool:
    data = bytes(value) if isinstance(value, bytes | memoryview) else repr(value).encode()
    return any(secret in data for secret in secrets)


@pytest.mark.django_db
def test_the_database_has_no_secret_in_any_form(cast: Cast) -> None:
    made = create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL))
    rotated = rotate_secret(actor=cast.manager, webhook=made.webhook)

    forms = []
    for secret in (made.secret, rotated):
        raw = base64.b64decode(secret.removeprefix("whsec_"))
        assert len(raw) == 32
        forms += [secret.encode(), secret.removeprefix("whsec_").encode(), raw, raw.hex().encode()]
    found = [
        (table, column)
        for table, rows in everything_stored().items()
        for row in rows
        for column, value in row.items()
        if _contains(value, forms)
    ]
    assert found == []


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


def test_both_secrets_sign_after_a_rotation_and_the_former_one_ends(
    live_cast: Cast, receiver: Receiver, create: Create
) -> None:
    made = create(events=["document.created"])
    new = rotate_secret(actor=live_cast.manager, webhook=made.webhook)
    live_cast.document()
    run_due_jobs()
    WebhookSecret.objects.exclude(expires_at=None).update(expires_at=timezone.now())
    live_cast.document()
    run_due_jobs()

    first, second = receiver.received
    assert (first.is_signed_with(made.secret), first.is_signed_with(new)) == (True, True)
    assert (second.is_signed_with(made.secret), second.is_signed_with(new)) == (False, True)


def test_a_rotation_can_end_every_former_secret_at_once(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    made = create(events=["document.created"])
    between = rotate_secret(actor=live_cast.manager, webhook=made.webhook)
    newest = rotate_secret(actor=live_cast.manager, webhook=made.webhook, keep_hours=0)
    live_cast.document()

    run_due_jobs()

    (request,) = receiver.received
    assert [request.is_signed_with(each) for each in (made.secret, between, newest)] == [False, False, True]
    assert WebhookSecret.objects.count() == 1


@pytest.mark.parametrize("hours", [-1, 169])
def test_a_former_secret_is_kept_for_a_week_at_most(cast: Cast, hours: int) -> None:
    webhook = create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url=URL)).webhook

    with pytest.raises(InvalidValue):
        rotate_secret(actor=cast.manager, webhook=webhook, keep_hours=hours)


def test_rotations_at_once_leave_one_secret_without_an_end(live_cast: Cast, webhook: Webhook) -> None:
    secrets = run_together(*[lambda: rotate_secret(actor=live_cast.manager, webhook=webhook)] * 4)

    assert len(set(secrets)) == 4
    assert WebhookSecret.objects.filter(expires_at=None).count() == 1


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
