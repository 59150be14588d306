"""Stop sending to a webhook, because a person wants it or because its server does not answer."""

from django.db import transaction
from django.utils import timezone

from versioning.models import Actor, Delivery, Verb, Webhook
from versioning.models.event_feed import Position, positions_in, read_head
from versioning.services.kernel.recording import record
from versioning.services.webhooks._missing import queue_missing, wanted_at
from versioning.services.webhooks._queueing import reached

# Events that happened before and are not queued yet: those of a few seconds, if a worker runs.
MOST_LATE = 1000


def disable(webhook: Webhook, *, actor: Actor, reason: str = "") -> bool:
    """Disable the webhook and fail what waits for it. Return False if it is disabled already."""
    with transaction.atomic():
        # The update decides which of two calls at once disables it and writes the event.
        values = {"is_enabled": False, "disabled_because": reason, "paused_at": None}
        if not Webhook.objects.enabled().filter(pk=webhook.pk).update(**values):
            return False
        # As it is now: the caller's may be from before it was enabled the last time.
        _queue_late(Webhook.objects.get(pk=webhook.pk))
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


def _queue_late(webhook: Webhook) -> None:
    """Queue what happened until now, so that it counts as failed, too. Else no replay of failures would send it."""
    after = max(reached(), Position(webhook.since_txid, webhook.since_id))
    late = positions_in([webhook.project_id], after=after, until=read_head(), limit=MOST_LATE)
    queue_missing(wanted_at(late, webhook=webhook), webhook=webhook)
