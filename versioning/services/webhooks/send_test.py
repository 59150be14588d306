"""Send a test to a webhook."""

from django.db import transaction

from versioning.exceptions import WebhookPaused
from versioning.models import Actor, Delivery, Webhook
from versioning.models.delivery.delivery import TEST
from versioning.policies import Action, authorize
from versioning.services.webhooks._queueing import require_enabled, wake


def send_test(*, actor: Actor, webhook: Webhook) -> Delivery:
    """Queue a delivery of the type TEST and return it. It is signed as any other, and sent once.

    Raises NotAllowed, NotFound, WebhookDisabled, WebhookPaused.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        if require_enabled(webhook).status == Webhook.Status.PAUSED:
            raise WebhookPaused
        wake(webhook)
        return Delivery.objects.create(webhook=webhook, type=TEST)
