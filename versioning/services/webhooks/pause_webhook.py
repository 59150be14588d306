"""Pause a webhook."""

from django.db import transaction
from django.utils import timezone

from versioning.models import Actor, Verb, Webhook
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.webhooks._queueing import require_enabled


def pause_webhook(*, actor: Actor, webhook: Webhook) -> Webhook:
    """Stop sending, and keep the queue: deliveries wait, and what happens from now on is queued.

    `enable_webhook` resumes it. If nobody does for KEEP_DELIVERIES_DAYS, the server disables it. A request that was
    begun may still end. Nothing happens if the webhook is paused already. Raises NotAllowed, NotFound, WebhookDisabled.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        row = require_enabled(webhook)
        if row.paused_at is None:
            row.paused_at = timezone.now()
            row.save(update_fields=["paused_at"])
            record(
                actor=actor,
                verb=Verb.WEBHOOK_PAUSED,
                project_id=webhook.project_id,
                webhook=str(webhook.pk),
                host=webhook.host,
            )
    webhook.refresh_from_db()
    return webhook
