"""What happens is sent at least once, signed, with stable ids and in order per document, until it is answered."""

import socket
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.receivers import Received, Receiver, close, cut, dribble, status
from tests.services.webhooks.conftest import Create, events_received, pass_time
from versioning.models import Delivery, DeliveryAttempt, Event, Job, Webhook
from versioning.models.event_feed import Position
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery import job_queue
from versioning.services.webhooks import _sending, send_deliveries
from versioning.services.webhooks.dispatch_changes import watch

pytestmark = pytest.mark.usefixtures("live_cast")


def test_a_publication_arrives_signed(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    made = create(events=["version.published"])
    document = live_cast.document()

    run_due_jobs()

    (request,) = receiver.received
    event = Event.objects.get(verb="version.published")
    assert request.is_signed_with(made.secret)
    assert (request.path, request.headers["content-type"]) == ("/hook?key=1", "application/json")
    assert request.message == {
        "type": "version.published",
        "timestamp": event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "data": {
            "id": event.pk,
            "cursor": str(Position(event.txid, event.pk)),
            "project_id": str(live_cast.project.pk),
            "document_id": str(document.pk),
            "version_id": str(event.version_id),
            "number": 1,
        },
    }


def test_a_name_that_leads_to_a_private_address_is_an_attempt_with_its_reason_and_no_connection(
    live_cast: Cast, receiver: Receiver, create: Create, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(receiver.url).port
    real, asked = socket.getaddrinfo, []

    def private(host: str, *args: Any, **options: Any) -> Any:
        if host != "receiver.example":
            return real(host, *args, **options)
        asked.append(host)
        return real("127.0.0.1", *args, **options)

    settings.WEBHOOK_ALLOW_PRIVATE = []
    create(url=f"https://receiver.example:{port}/hook", events=["document.created"])
    monkeypatch.setattr(socket, "getaddrinfo", private)
    live_cast.document()

    run_due_jobs()

    attempt = DeliveryAttempt.objects.get()
    assert (attempt.status, attempt.delivery.state) == (None, "pending")
    assert "an address that this server must not connect to" in attempt.problem
    assert (asked, receiver.received) == (["receiver.example"], [])


def test_nothing_from_before_the_webhook_arrives(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    live_cast.document("Before")
    create(events=["document.created"])
    live_cast.document("After")

    run_due_jobs()

    assert len(receiver.received) == 1


def test_only_the_wanted_category_arrives(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    category = live_cast.document("Guides", kind="category")
    below = live_cast.document("Below", kind="category", parent_id=category.pk)
    create(events=["document.created"], category=category.pk)
    inside = live_cast.document("Inside", parent_id=below.pk)
    live_cast.document("Outside")

    run_due_jobs()

    assert list(events_received(receiver)) == [str(inside.pk)]


def test_each_event_is_queued_once_however_often_workers_look(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    for _ in range(3):
        live_cast.document()
        run_due_jobs()
        run_due_jobs()

    assert Counter(receiver.ids).most_common(1)[0][1] == 1
    assert len(receiver.ids) == Event.objects.filter(pk__gt=webhook.since_id).count()


@pytest.mark.usefixtures("_no_pauses")
@pytest.mark.parametrize(
    "answer",
    [
        status(500),
        status(302, Location="http://127.0.0.1:1/"),
        close,
        cut(b"HTTP/1.1 204 No Con"),
        cut(b"HTTP/1.1 200 OK\r\n"),
        cut(b"HTTP/1.1 200 OK\r\nServer: a"),
    ],
)
def test_a_refused_delivery_is_sent_again_with_the_same_id_and_body(
    live_cast: Cast, receiver: Receiver, create: Create, answer: Any
) -> None:
    create(events=["version.published"])
    live_cast.document()

    def fail_twice(handler: BaseHTTPRequestHandler, received: Received) -> None:
        (answer if len(receiver.received) <= 2 else status(200))(handler, received)

    receiver.answer = fail_twice
    run_due_jobs()

    assert len(receiver.ids) == 3
    assert len(set(receiver.ids)) == len({each.body for each in receiver.received}) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.attempts.count()) == ("delivered", 3, 3)


def test_a_document_waits_for_its_first_event_and_others_do_not(
    live_cast: Cast, receiver: Receiver, create: Create
) -> None:
    create(events=["version.published"])
    first, second = live_cast.document("First"), live_cast.document("Second")
    live_cast.version(first, "Two.\n")
    live_cast.version(second, "Two.\n")
    receiver.answer = lambda *request: status(503 if len(receiver.received) == 1 else 200)(*request)

    run_due_jobs()
    while_it_waited = events_received(receiver)
    pass_time(minutes=1)
    run_due_jobs()

    of_first, of_second = while_it_waited[str(first.pk)], while_it_waited[str(second.pk)]
    assert (len(of_first), len(of_second)) == (1, 2)
    arrived = events_received(receiver)
    assert (arrived[str(first.pk)][:2], len(arrived[str(first.pk)])) == (2 * of_first, 3)
    assert of_second == sorted(of_second) == arrived[str(second.pk)]


def test_a_receiver_that_fails_three_times_in_a_row_gets_a_pause(
    live_cast: Cast, receiver: Receiver, webhook: Webhook
) -> None:
    for _ in range(4):
        live_cast.document()
    receiver.answer = status(503)

    run_due_jobs()

    webhook.refresh_from_db()
    assert (len(receiver.received), webhook.failures) == (3, 3)
    assert webhook.resume_at is not None


def test_a_receiver_that_sends_a_byte_now_and_then_holds_nothing_up(
    live_cast: Cast, receiver: Receiver, create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sending, "SECONDS", 0.5)
    create(events=["version.published"])
    live_cast.document()
    receiver.answer = dribble

    run_due_jobs()

    attempt = DeliveryAttempt.objects.get()
    assert attempt.problem == "No answer came within 0 seconds."
    assert 500 <= attempt.milliseconds < 2000


def test_of_a_long_answer_little_is_read_and_less_is_kept(live_cast: Cast, receiver: Receiver, create: Create) -> None:
    create(events=["version.published"])
    live_cast.document()
    receiver.answer = status(200, b"a\0" + b"b" * 10_000_000)

    run_due_jobs()

    attempt = DeliveryAttempt.objects.get()
    assert (attempt.status, attempt.answer) == (200, f"a\ufffd{'b' * 498}")


def test_what_a_killed_worker_sent_is_sent_again_by_the_next_one(
    live_cast: Cast, receiver: Receiver, create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(events=["version.published"])
    live_cast.document()

    class Killed(BaseException):
        pass

    def die(*args: Any, **named: Any) -> None:
        raise Killed

    record = send_deliveries._record
    monkeypatch.setattr(send_deliveries, "_record", die)
    with pytest.raises(Killed):
        run_due_jobs()
    monkeypatch.setattr(send_deliveries, "_record", record)
    Job.objects.filter(state="running").update(due_at=timezone.now())
    run_due_jobs()

    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1
    assert Delivery.objects.get().state == "delivered"


def test_a_changed_secret_key_is_told_and_sends_nothing(
    live_cast: Cast, receiver: Receiver, create: Create, settings: Any
) -> None:
    create(events=["version.published"])
    live_cast.document()
    settings.SECRET_KEY = "another"

    run_due_jobs()

    assert receiver.received == []
    assert DeliveryAttempt.objects.get().problem == _sending.LOST


def test_a_former_secret_key_still_signs(live_cast: Cast, receiver: Receiver, create: Create, settings: Any) -> None:
    made = create(events=["version.published"])
    live_cast.document()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    run_due_jobs()

    assert receiver.received[0].is_signed_with(made.secret)


def test_a_publication_takes_no_statement_more_with_fifty_webhooks(
    live_cast: Cast, create: Create, django_assert_num_queries: Any
) -> None:
    live_cast.document()
    with CaptureQueriesContext(connection) as without:
        live_cast.document()
    for _ in range(50):
        create()

    with django_assert_num_queries(len(without)):
        live_cast.document()


def test_a_look_of_the_worker_is_one_statement_without_webhooks(
    live_cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        watch()


def test_a_look_that_finds_nothing_writes_nothing(
    live_cast: Cast, receiver: Receiver, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answer = status(503)
    live_cast.document()
    run_due_jobs()
    before = Job.objects.count()

    watch()

    assert Job.objects.count() == before
    assert job_queue.due_lanes(now=timezone.now()) == set()


def test_the_time_of_a_signature_is_in_utc(live_cast: Cast, receiver: Receiver, webhook: Webhook) -> None:
    live_cast.document()

    run_due_jobs()

    sent = datetime.fromtimestamp(int(receiver.received[0].headers["webhook-timestamp"]), tz=UTC)
    assert abs(timezone.now() - sent) < timedelta(minutes=1)
