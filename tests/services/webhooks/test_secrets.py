"""Secrets sign, are rotated, and are nowhere in the database."""

import base64
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.races import run_together
from tests.receivers import Receiver
from tests.services.observing import everything_stored
from tests.services.webhooks.conftest import Create
from tests.services.webhooks.test_webhooks import URL
from versioning.exceptions import InvalidValue
from versioning.models import Webhook, WebhookSecret
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.rotate_secret import rotate_secret


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
