import pytest

from tests.cast import Cast
from versioning.exceptions import InvalidValue, WebhookDisabled
from versioning.models import Webhook
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.set_webhook_status import set_webhook_status


@pytest.fixture
def webhook(cast: Cast) -> Webhook:
    new = NewWebhook(url="https://receiver.example/")
    return create_webhook(actor=cast.manager, project=cast.project, new=new).webhook


@pytest.mark.parametrize(
    ("former", "status"),
    [
        ("enabled", "paused"),
        ("enabled", "disabled"),
        ("paused", "enabled"),
        ("paused", "disabled"),
        ("disabled", "enabled"),
        ("paused", "paused"),
    ],
)
def test_a_status_leads_to_another_one(cast: Cast, webhook: Webhook, former: str, status: str) -> None:
    set_webhook_status(actor=cast.manager, webhook=webhook, status=former)

    row = set_webhook_status(actor=cast.manager, webhook=webhook, status=status)

    assert (row.status, Webhook.objects.get().status) == (status, status)


def test_a_disabled_webhook_cannot_be_paused(cast: Cast, webhook: Webhook) -> None:
    set_webhook_status(actor=cast.manager, webhook=webhook, status="disabled")

    with pytest.raises(WebhookDisabled):
        set_webhook_status(actor=cast.manager, webhook=webhook, status="paused")


def test_an_unknown_status_is_refused(cast: Cast, webhook: Webhook) -> None:
    with pytest.raises(InvalidValue) as refusal:
        set_webhook_status(actor=cast.manager, webhook=webhook, status="stopped")

    assert refusal.value.data["field"] == "status"
