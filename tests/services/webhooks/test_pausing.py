"""A paused webhook keeps its queue, and sends it in order after it is resumed. A disabled one keeps none."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.receivers import Receiver, status
from tests.services.webhooks.conftest import events_received, pass_time
from versioning.exceptions import WebhookDisabled, WebhookPaused
from versioning.models import Delivery, Event, Notice, Webhook
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks.disable_webhook import disable_webhook
from versioning.services.webhooks.enable_webhook import enable_webhook
from versioning.services.webhooks.pause_webhook import pause_webhook
from versioning.services.webhooks.replay_deliveries import Replay, replay_deliveries
from versioning.services.webhooks.send_test import send_test


def _wanted(webhook: Webhook) -> dict[str | None, list[int]]:
    """Return the ids of the documents' events since the webhook was created, by document, in their order."""
    found: dict[str | None, list[int]] = {}
    for event in Event.objects.filter(pk__gt=webhook.since_id).order_by("pk"):
        found.setdefault(str(event.document_id) if event.document_id else None, []).append(event.pk)
    return found


def test_what_happens_during_a_pause_is_sent_after_it_in_order(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    before, other = live_cast.document("Before"), live_cast.document("Other")
    pause_webhook(actor=live_cast.manager, webhook=webhook)
    for number in range(3):
        live_cast.version(before, f"{number}\n")
        live_cast.version(other, f"{number}\n")
    run_due_jobs()
    sent_during_the_pause, waiting = list(receiver.received), Delivery.objects.pending().count()

    enable_webhook(actor=live_cast.manager, webhook=webhook)
    run_due_jobs()

    assert sent_during_the_pause == []
    assert waiting > 0
    arrived = events_received(receiver)
    assert {key: arrived[key] for key in (str(before.pk), str(other.pk))} == {
        key: _wanted(webhook)[key] for key in (str(before.pk), str(other.pk))
    }
    assert not Delivery.objects.pending().exists()


def test_a_pause_of_days_fails_nothing(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    receiver.answer = status(503)
    live_cast.document()
    run_due_jobs()
    pause_webhook(actor=live_cast.manager, webhook=webhook)
    pass_time(days=20)
    run_due_jobs()
    during = set(Delivery.objects.values_list("state", flat=True))

    enable_webhook(actor=live_cast.manager, webhook=webhook)
    run_due_jobs()
    webhook.refresh_from_db()
    failed_again = (webhook.status, set(Delivery.objects.values_list("state", flat=True)))
    receiver.answer = status(200)
    pass_time(hours=1)
    run_due_jobs()

    assert during == {"pending"}
    assert failed_again == ("enabled", {"pending"})
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_pause_ends_when_deliveries_would_be_deleted_and_managers_hear_of_it(
    live_cast: Cast, receiver: Receiver, webhook: Webhook, settings: Settings
) -> None:
    settings.KEEP_DELIVERIES_DAYS = 30
    pause_webhook(actor=live_cast.manager, webhook=webhook)
    live_cast.document("Before")
    run_due_jobs()
    pass_time(days=31)
    live_cast.document("After")

    run_due_jobs()

    webhook.refresh_from_db()
    assert (webhook.status, webhook.disabled_because) == ("disabled", "It was paused for 30 days.")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}
    assert Notice.objects.get(kind="webhook_disabled").user == live_cast.manager.user
    assert receiver.received == []


def test_disabling_a_paused_webhook_empties_its_queue(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    pause_webhook(actor=live_cast.manager, webhook=webhook)
    live_cast.document()
    run_due_jobs()

    disable_webhook(actor=live_cast.manager, webhook=webhook)
    enable_webhook(actor=live_cast.manager, webhook=webhook)
    run_due_jobs()

    lost = set(Delivery.objects.filter(state="failed").values_list("event", flat=True))
    assert lost
    assert not lost & {each.message["data"]["id"] for each in receiver.received}


def test_a_pause_and_its_end_are_recorded_once(live_cast: Cast, webhook: Webhook) -> None:
    for _ in range(2):
        pause_webhook(actor=live_cast.manager, webhook=webhook)
    for _ in range(2):
        enable_webhook(actor=live_cast.manager, webhook=webhook)

    verbs = Event.objects.filter(verb__startswith="webhook.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["webhook.created", "webhook.paused", "webhook.resumed"]


def test_a_test_of_a_paused_webhook_is_refused_and_a_replay_waits(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    live_cast.document()
    run_due_jobs()
    sent = len(receiver.received)
    pause_webhook(actor=live_cast.manager, webhook=webhook)

    with pytest.raises(WebhookPaused):
        send_test(actor=live_cast.manager, webhook=webhook)
    replayed = replay_deliveries(
        actor=live_cast.manager, webhook=webhook, replay=Replay(deliveries=[Delivery.objects.latest("pk").pk])
    )
    run_due_jobs()

    assert (replayed, len(receiver.received)) == (1, sent)
    assert Delivery.objects.pending().exists()


def test_a_disabled_webhook_cannot_be_paused(live_cast: Cast, webhook: Webhook) -> None:
    disable_webhook(actor=live_cast.manager, webhook=webhook)

    with pytest.raises(WebhookDisabled):
        pause_webhook(actor=live_cast.manager, webhook=webhook)


def test_the_database_refuses_a_webhook_that_is_paused_and_disabled(live_cast: Cast, webhook: Webhook) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Webhook.objects.update(is_enabled=False, paused_at=timezone.now())


def test_what_waits_for_the_end_of_a_pause_does_not_raise_the_gauge(live_cast: Cast, webhook: Webhook) -> None:
    pause_webhook(actor=live_cast.manager, webhook=webhook)
    live_cast.document()
    run_due_jobs()

    assert Delivery.objects.seconds_waiting() == {"oldest": 0.0}
