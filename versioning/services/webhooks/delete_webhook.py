"""Delete a webhook."""

from django.db import transaction

from versioning.models import Actor, Verb, Webhook
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def delete_webhook(*, actor: Actor, webhook: Webhook) -> None:
    """Delete the webhook with its secrets and deliveries. Nothing happens if it is deleted already.

    Raises NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        if Webhook.objects.filter(pk=webhook.pk).delete()[0]:
            record(
                actor=actor,
                verb=Verb.WEBHOOK_DELETED,
                project_id=webhook.project_id,
                webhook=str(webhook.pk),
                host=webhook.host,
            )
