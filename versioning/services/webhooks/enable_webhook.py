"""Enable a webhook, or resume it after a pause."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from versioning.models import Actor, Delivery, Verb, Webhook
from versioning.models.event_feed import read_head
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record

# Failures from before count no longer: nothing was sent since.
NO_FAILURES: dict[str, Any] = {"failures": 0, "failing_since": None, "resume_at": None}


def enable_webhook(*, actor: Actor, webhook: Webhook) -> Webhook:
    """Send what waited if the webhook was paused. If it was disabled, send what happens from now on.

    What happened while it was disabled can be replayed. Nothing happens if the webhook is enabled already. Raises
    NotAllowed, NotFound.
    """
    authorize(actor=actor, action=Action.MANAGE_WEBHOOKS, project_id=webhook.project_id)
    with transaction.atomic():
        verb = _resume(webhook) or _enable(webhook)
        if verb is not None:
            record(actor=actor, verb=verb, project_id=webhook.project_id, webhook=str(webhook.pk), host=webhook.host)
    webhook.refresh_from_db()
    return webhook


def _resume(webhook: Webhook) -> Verb | None:
    if not Webhook.objects.paused().filter(pk=webhook.pk).update(paused_at=None, **NO_FAILURES):
        return None
    # Each has its three days from now on. Those of a document wait for each other as always.
    waiting = Delivery.objects.pending().filter(webhook=webhook)
    waiting.update(due_at=timezone.now(), tries=0, first_tried_at=None)
    return Verb.WEBHOOK_RESUMED


def _enable(webhook: Webhook) -> Verb | None:
    head = read_head()
    values = {"is_enabled": True, "disabled_because": "", "since_txid": head.txid, "since_id": head.id, **NO_FAILURES}
    if not Webhook.objects.filter(pk=webhook.pk, is_enabled=False).update(**values):
        return None
    return Verb.WEBHOOK_ENABLED
