"""Enable a webhook."""

from django.db import transaction

from versioning.models import Actor, Verb, Webhook
from versioning.models.event_feed import read_head
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def enable_webhook(*, actor: Actor, webhook: Webhook) -> Webhook:
    """Send what happens from now on. What happened while the webhook was disabled can be replayed.

    Nothing happens if the webhook is enabled already. Raises NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        head = read_head()
        values = {
            "is_enabled": True,
            "disabled_because": "",
            "since_txid": head.txid,
            "since_id": head.id,
            "failures": 0,
            "failing_since": None,
            "resume_at": None,
        }
        if Webhook.objects.filter(pk=webhook.pk, is_enabled=False).update(**values):
            record(
                actor=actor,
                verb=Verb.WEBHOOK_ENABLED,
                project_id=webhook.project_id,
                webhook=str(webhook.pk),
                host=webhook.host,
            )
    webhook.refresh_from_db()
    return webhook
