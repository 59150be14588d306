"""Send a test to a webhook."""

from django.db import transaction

from versioning.models import Actor, Delivery, Webhook
from versioning.models.delivery.delivery import TEST
from versioning.policies import Action, authorize
from versioning.services.webhooks._queueing import require_enabled, wake


def send_test(*, actor: Actor, webhook: Webhook) -> Delivery:
    """Queue a delivery of the type TEST and return it. It is signed as any other, and sent once.

    Raises NotAllowed, NotFound, WebhookDisabled.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        require_enabled(webhook)
        wake(webhook)
        return Delivery.objects.create(webhook=webhook, type=TEST)
