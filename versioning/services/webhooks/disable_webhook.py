"""Disable a webhook."""

from versioning.models import Actor, Webhook
from versioning.policies import Action, authorize
from versioning.services.webhooks._disabling import disable


def disable_webhook(*, actor: Actor, webhook: Webhook) -> Webhook:
    """Stop sending. Deliveries that wait count as failed, and what happens from now on is not queued.

    A request that was begun may still end. Nothing happens if the webhook is disabled already. Raises NotAllowed,
    NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    disable(webhook, actor=actor)
    webhook.refresh_from_db()
    return webhook
