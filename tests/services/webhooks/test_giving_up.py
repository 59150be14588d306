"""A receiver that fails is tried for three days, and nothing is sent to a webhook that was disabled."""

from http.server import BaseHTTPRequestHandler

from django.db import connection

from tests.cast import Cast
from tests.receivers import Received, Receiver, status
from tests.services.webhooks.conftest import pass_time
from versioning.models import Delivery, DeliveryAttempt, Event, Notice, Webhook
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.describe_notice import describe_notice
from versioning.services.notices.notice_path import notice_path
from versioning.services.webhooks.disable_webhook import disable_webhook


def test_a_receiver_that_is_down_for_three_days_is_disabled_and_told_of(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    for _ in range(5):
        live_cast.document()
    receiver.answer = status(503)

    hours = 0
    while webhook.is_enabled and hours < 200:
        run_due_jobs()
        pass_time(hours=1)
        webhook.refresh_from_db()
        hours += 1

    assert 72 <= hours <= 74
    assert webhook.disabled_because == "No delivery succeeded for three days."
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}
    assert 15 <= DeliveryAttempt.objects.count() <= 40
    event = Event.objects.get(verb="webhook.disabled")
    assert (event.project, event.actor.username) == (live_cast.project, "system")


def test_a_receiver_that_comes_back_after_two_days_gets_everything_in_order(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    document = live_cast.document()
    receiver.answer = status(503)
    for hour in range(48):
        if hour % 10 == 0:
            live_cast.version(document, f"{hour}\n")
        run_due_jobs()
        pass_time(hours=1)
    receiver.answer, down = status(200), len(receiver.received)
    for _ in range(10):
        run_due_jobs()
        pass_time(hours=1)

    wanted = list(Event.objects.filter(pk__gt=webhook.since_id, document=document).order_by("pk").values_list("pk"))
    arrived = [each.message["data"]["id"] for each in receiver.received[down:]]
    assert [(pk,) for pk in arrived if (pk,) in wanted] == wanted
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_nothing_is_sent_after_a_webhook_was_disabled(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    for _ in range(3):
        live_cast.document()

    def disable_at_the_second(handler: BaseHTTPRequestHandler, received: Received) -> None:
        if len(receiver.received) == 2:
            Webhook.objects.update(is_enabled=False)
            connection.close()
        status(200)(handler, received)

    receiver.answer = disable_at_the_second
    run_due_jobs()
    live_cast.document()
    run_due_jobs()

    assert len(receiver.received) == 2


def test_disabling_fails_what_waits(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    receiver.answer = status(503)
    live_cast.document()
    run_due_jobs()

    disable_webhook(actor=live_cast.manager, webhook=webhook)
    pass_time(days=1)
    sent = len(receiver.received)
    run_due_jobs()

    assert len(receiver.received) == sent
    assert not Delivery.objects.pending().exists()


def test_managers_hear_once_a_day_of_deliveries_that_were_given_up_while_others_succeed(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    lost = {str(live_cast.document(title).pk) for title in ("One", "Two")}
    live_cast.document("Three")

    def lose_some(handler: BaseHTTPRequestHandler, received: Received) -> None:
        status(500 if received.message["data"]["document_id"] in lost else 200)(handler, received)

    receiver.answer = lose_some
    run_due_jobs()
    pass_time(days=3)
    run_due_jobs()

    webhook.refresh_from_db()
    assert webhook.is_enabled
    assert Delivery.objects.filter(state="failed").count() >= 2
    [notice] = Notice.objects.filter(kind="delivery_failed")
    assert (notice.user, notice.data) == (live_cast.manager.user, {"host": webhook.host})
    assert "failed for three days and is given up" in describe_notice(notice).plain
    assert notice_path(notice) == f"/settings/projects/{live_cast.project.slug}/webhooks/"


def test_a_receiver_that_is_gone_for_good_is_disabled_at_once(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    receiver.answer = status(410)
    live_cast.document()

    run_due_jobs()

    webhook.refresh_from_db()
    assert (webhook.is_enabled, webhook.disabled_because) == (False, "The receiver answered 410 Gone.")
    assert len(receiver.received) == 1
