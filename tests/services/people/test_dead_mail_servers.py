"""A mail server that is away keeps nothing waiting but letters, and they wait for it without holding a thread."""

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connections
from django.db.models import QuerySet
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.jobs import PATIENCE, handled
from tests.mail_servers import black_hole, refusing, taking_letters
from versioning.models import Job
from versioning.ops import mail
from versioning.ops.breaker import Breaker
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.jobs.run_worker import run_worker
from versioning.services.kernel.delivery.jobs import KINDS, enqueue
from versioning.services.kernel.delivery.security_mail import SECURITY_MAIL, AccountNews, tell_owner

TIMEOUT = 5
THREADS = {Job.Lane.QUICK: 2, Job.Lane.LONG: 1, Job.Lane.CALLS: 2}


@pytest.fixture(autouse=True)
def _smtp(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_TIMEOUT = TIMEOUT
    monkeypatch.setattr(mail, "_breaker", Breaker("The mail server", retry_seconds=mail.RETRY_SECONDS))


@pytest.fixture
def _worker(transactional_db: None) -> Iterator[None]:
    stop = Event()

    def work() -> None:
        run_worker(threads=THREADS, stop=stop)
        connections.close_all()

    thread = Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join(PATIENCE)


def letters() -> QuerySet[Job]:
    return Job.objects.filter(kind=SECURITY_MAIL)


@pytest.mark.usefixtures("_worker")
def test_letters_that_wait_for_a_mail_server_keep_no_schedule_waiting(live_cast: Cast, settings: Settings) -> None:
    ran = Event()
    with black_hole() as settings.EMAIL_PORT, handled(lambda job: ran.set()):
        for _ in range(THREADS[Job.Lane.QUICK]):
            tell_owner(live_cast.editor.user, AccountNews.PASSWORD_CHANGED)
        _wait_until_running(THREADS[Job.Lane.QUICK])

        enqueue("test", {})

        assert ran.wait(TIMEOUT - 1)


def test_after_one_letter_the_others_do_not_wait_for_the_same_server(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 1
    with black_hole() as settings.EMAIL_PORT:
        for _ in range(10):
            tell_owner(cast.editor.user, AccountNews.PASSWORD_CHANGED)

        began = time.monotonic()
        run_due_jobs()

        assert time.monotonic() - began < 5
        assert set(letters().values_list("state", flat=True)) == {"waiting"}


def test_letters_go_out_once_the_mail_server_is_back(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_breaker", Breaker("The mail server", retry_seconds=0))
    tell_owner(cast.editor.user, AccountNews.PASSWORD_CHANGED)
    with refusing() as settings.EMAIL_PORT:
        run_due_jobs()
    letters().update(due_at=letters().get().created_at)

    with taking_letters() as settings.EMAIL_PORT:
        run_due_jobs()

    assert letters().get().state == "done"


def test_a_letter_is_tried_for_two_days_at_least() -> None:
    kind = KINDS[SECURITY_MAIL]

    pauses = [kind.backoff.pause(attempts) for attempts in range(1, kind.attempts)]

    assert sum(pauses, timedelta()) >= timedelta(days=2)


def test_a_mail_server_that_is_away_is_one_line_in_the_log_and_no_fault_of_ours(
    cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    tell_owner(cast.editor.user, AccountNews.PASSWORD_CHANGED)

    with refusing() as settings.EMAIL_PORT, caplog.at_level(logging.WARNING):
        run_due_jobs()

    assert letters().get().problem == "The mail server does not answer."
    assert not [record for record in caplog.records if record.exc_info]


def _wait_until_running(count: int) -> None:
    ends = time.monotonic() + PATIENCE
    while Job.objects.filter(state="running").count() < count:
        assert time.monotonic() < ends
        time.sleep(0.02)
