"""A server without EMAIL_URL writes its letters to the log."""

import logging

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from versioning.models import MailTiming, Notice, NoticeKind
from versioning.ops.logs import without_secrets
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.choose_mail import choose_mail
from versioning.services.notices.watch import watch


@pytest.fixture(autouse=True)
def _logs(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SENDS_EMAIL, settings.EMAIL_BACKEND = False, "versioning.ops.mail.LogBackend"
    caplog.set_level(logging.INFO, logger="versioning.ops.mail")


def test_a_letter_about_a_notice_is_in_the_log_without_its_secret(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    document = cast.document("Refunds")
    choose_mail(actor=cast.viewer, timings={NoticeKind.WATCHED: MailTiming.AT_ONCE})
    watch(actor=cast.viewer, place=document)

    cast.version(document, "Another text.\n")
    run_due_jobs()

    [letter] = [line for line in caplog.messages if line.startswith("EMAIL_URL is not set")]
    assert "To: vera@example.org. Subject: Refunds" in letter
    assert "/unsubscribe/" in letter
    assert "/unsubscribe/[secret]" in without_secrets(letter)
    assert Notice.objects.get(user=cast.viewer.user).sent_at is not None
