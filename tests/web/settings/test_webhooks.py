"""Managers create webhooks in the desk, see each attempt, and replay. Secrets are shown once."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.receivers import Receiver, status
from tests.web.conftest import signed_in
from versioning.models import Delivery, Webhook
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

FORM = {"url": "https://receiver.example/", "events": ["version.published"], "category": "", "description": "Index"}
LIST = "/settings/projects/handbook/webhooks/"


def _page(webhook: Webhook, name: str = "webhook") -> str:
    return reverse(f"desk:{name}", args=("handbook", webhook.pk))


def _create(cast: Cast, url: str = "https://receiver.example/", **values: object) -> Webhook:
    return create_webhook(actor=cast.manager, project=cast.project, new=NewWebhook(url, **values)).webhook  # type: ignore[arg-type]


def test_the_secret_is_shown_once_and_not_kept(cast: Cast) -> None:
    desk = signed_in(cast.manager)

    answer = desk.post(LIST, FORM)

    shown = re.search(r'value="(whsec_[^"]+)"', answer.content.decode())
    assert shown is not None
    assert "no-store" in answer["Cache-Control"]
    assert "whsec_" not in desk.get(LIST).content.decode() + desk.get(_page(Webhook.objects.get())).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": "http://receiver.example/"}, "Use https."),
        ({"url": "https://127.0.0.1/"}, "must not connect to"),
        ({"events": []}, "This field is required."),
    ],
)
def test_a_fault_is_shown_beside_its_field(cast: Cast, changes: dict[str, object], sentence: str) -> None:
    answer = signed_in(cast.manager).post(LIST, {**FORM, **changes})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Webhook.objects.exists()


def test_a_rotation_shows_the_new_secret(cast: Cast) -> None:
    answer = signed_in(cast.manager).post(_page(_create(cast), "rotate-secret"))

    page = answer.content.decode()
    assert 'value="whsec_' in page
    assert "For 24 hours, requests are signed with the former secret as well." in page


def test_a_failed_delivery_shows_its_answer_and_is_replayed(live_cast: Cast, receiver: Receiver) -> None:
    webhook, desk = _create(live_cast, receiver.url), signed_in(live_cast.manager)
    receiver.answer = status(500, b"<b>No</b>")
    desk.post(_page(webhook, "webhook-test"))
    run_due_jobs()

    page = desk.get(_page(webhook)).content.decode()
    answer = desk.post(
        _page(webhook, "webhook-replay"), {"delivery": str(Delivery.objects.filter(event=None).get().pk)}
    )
    receiver.answer = status(200)
    run_due_jobs()

    assert '<strong>500</strong> <code class="breakable">&lt;b&gt;No&lt;/b&gt;</code>' in page
    assert answer.status_code == 303
    assert Delivery.objects.get(event=None).state == "delivered"


def test_a_webhook_is_disabled_and_enabled(cast: Cast) -> None:
    webhook, desk = _create(cast), signed_in(cast.manager)

    desk.post(_page(webhook, "webhook-status"), {"status": "disabled"})
    disabled = desk.get(_page(webhook)).content.decode()
    desk.post(_page(webhook, "webhook-status"), {"status": "enabled"})

    webhook.refresh_from_db()
    assert "This webhook is disabled." in disabled
    assert "Send a test" not in disabled
    assert webhook.is_enabled


def test_a_webhook_is_paused_and_resumed(cast: Cast) -> None:
    webhook, desk = _create(cast), signed_in(cast.manager)

    desk.post(_page(webhook, "webhook-status"), {"status": "paused"})
    paused, listed = (desk.get(path).content.decode() for path in (_page(webhook), LIST))
    resumed = desk.post(_page(webhook, "webhook-status"), {"status": "enabled"}, follow=True).content.decode()

    webhook.refresh_from_db()
    assert "This webhook was paused" in paused
    assert "Send a test" not in paused
    assert '<td data-label="Status">paused</td>' in listed
    assert "Resumed the webhook." in resumed
    assert webhook.status == "enabled"


def test_an_unknown_status_changes_nothing(cast: Cast) -> None:
    webhook, desk = _create(cast), signed_in(cast.manager)

    page = desk.post(_page(webhook, "webhook-status"), {"status": "asleep"}, follow=True).content.decode()

    webhook.refresh_from_db()
    assert "status must be enabled, paused or disabled." in page
    assert webhook.is_enabled


def test_the_test_of_a_disabled_webhook_is_refused_with_a_message(cast: Cast) -> None:
    webhook, desk = _create(cast), signed_in(cast.manager)
    desk.post(_page(webhook, "webhook-status"), {"status": "disabled"})

    page = desk.post(_page(webhook, "webhook-test"), follow=True).content.decode()

    assert "This webhook is disabled. Enable it first." in page


def test_saving_a_webhook_of_a_deleted_category_keeps_the_category(cast: Cast) -> None:
    webhook, gone = _create(cast), uuid4()
    Webhook.objects.update(category=gone)
    desk = signed_in(cast.manager)

    page = desk.get(_page(webhook)).content.decode()
    desk.post(_page(webhook), {**FORM, "category": str(gone)})

    webhook.refresh_from_db()
    assert f'<option value="{gone}" selected>A deleted category</option>' in page
    assert (webhook.category, webhook.description) == (gone, "Index")


def test_many_deliveries_have_pages(cast: Cast) -> None:
    webhook, desk = _create(cast), signed_in(cast.manager)
    for _ in range(51):
        Delivery.objects.create(webhook=webhook, type="webhook.test")

    first = desk.get(_page(webhook)).content.decode()
    older = re.search(r'href="(\?before=[^"]+)"', first)
    assert older is not None

    assert first.count('<th scope="row">webhook.test') == 50
    assert desk.get(f"{_page(webhook)}{older[1]}").content.decode().count('<th scope="row">webhook.test') == 1
    assert desk.get(f"{_page(webhook)}?before=nonsense").status_code == 200
