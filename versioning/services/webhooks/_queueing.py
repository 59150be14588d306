"""Ask the worker to send what is due."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from versioning.exceptions import NotFound, WebhookDisabled
from versioning.models import Delivery, Job, Webhook
from versioning.models.event_feed import BEGINNING, Position
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.kernel.delivery import feed_follower
from versioning.services.kernel.delivery.jobs import enqueue

SEND = "webhook.send"
FOLLOWER = "webhooks"


def reached() -> Position:
    """Return the position of the change feed up to which deliveries were queued."""
    return feed_follower.reached(FOLLOWER) or BEGINNING


def enqueue_due(now: datetime) -> None:
    """Enqueue a job for each webhook that has something to send now and has no job yet. Often it only reads."""
    due = Delivery.objects.sendable(now).filter(webhook=OuterRef("pk"))
    webhooks = {_key(each): each for each in Webhook.objects.ready(now).filter(Exists(due)).select_related("project")}
    # An open job may have looked already. What it does not send is found by the next call of this function.
    for key in webhooks.keys() - set(Job.objects.filter(key__in=webhooks).values_list("key", flat=True)):
        enqueue(SEND, {"webhook": str(webhooks[key].pk)}, project=webhooks[key].project, key=key)


def wake(webhook: Webhook) -> None:
    """Let the webhook not wait any longer after its failures, because a person wants something sent."""
    Webhook.objects.filter(pk=webhook.pk).update(resume_at=None)


def _key(webhook: Webhook) -> str:
    return f"webhook {webhook.pk}"


def require_enabled(webhook: Webhook) -> Webhook:
    """Lock the webhook and return it as it is now. Raises NotFound, WebhookDisabled."""
    row = get_or_none(Webhook.objects.select_for_update(no_key=True).filter(pk=webhook.pk))
    if row is None:
        raise NotFound
    if not row.is_enabled:
        raise WebhookDisabled
    return row
