"""Stop sending to a webhook, because a person wants it or because its server does not answer."""

from django.db import transaction
from django.utils import timezone

from versioning.models import Actor, Delivery, Verb, Webhook
from versioning.services.kernel.recording import record


def disable(webhook: Webhook, *, actor: Actor, reason: str = "") -> bool:
    """Disable the webhook and fail what waits for it. Return False if it is disabled already."""
    with transaction.atomic():
        # The update decides which of two calls at once disables it and writes the event.
        values = {"is_enabled": False, "disabled_because": reason, "paused_at": None}
        if not Webhook.objects.enabled().filter(pk=webhook.pk).update(**values):
            return False
        waiting = Delivery.objects.pending().filter(webhook=webhook)
        waiting.update(state=Delivery.State.FAILED, finished_at=timezone.now())
        record(
            actor=actor,
            verb=Verb.WEBHOOK_DISABLED,
            project_id=webhook.project_id,
            webhook=str(webhook.pk),
            host=webhook.host,
            reason=reason,
        )
    return True
