"""Send what is due to one webhook, one request after the other."""

import logging
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from versioning.models import Delivery, DeliveryAttempt, Job, NoticeKind, Webhook
from versioning.models.delivery.delivery import TEST
from versioning.models.sql.get_or_none import get_or_none
from versioning.ops.metrics.instruments import WEBHOOK_ATTEMPTS
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.delivery.jobs import Backoff, handler
from versioning.services.kernel.delivery.notices import tell_responsible
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.webhooks._disabling import disable
from versioning.services.webhooks._queueing import SEND
from versioning.services.webhooks._sending import send

# How long one job may keep a thread while other webhooks wait for one.
RUN_SECONDS = 20.0
GIVE_UP_AFTER = timedelta(days=3)
BACKOFF = Backoff(first=timedelta(seconds=5), most=timedelta(hours=8))
# After so many failures in a row, the whole webhook pauses, and not only the document.
PATIENCE = 3
GONE = 410
log = logging.getLogger(__name__)


@handler(SEND, lane=Job.Lane.CALLS)
def send_deliveries(job: RunningJob) -> dict[str, int]:
    """Send until nothing is due. A delivery that was sent but not recorded, after a kill, is sent again."""
    ends, count = monotonic() + RUN_SECONDS, 0
    while monotonic() < ends:
        job.heartbeat()
        # Read anew before each request, so that nothing is sent after the webhook was disabled or deleted.
        webhook = get_or_none(Webhook.objects.ready(timezone.now()).filter(pk=UUID(job.payload["webhook"])))
        if webhook is None or (delivery := _next(webhook)) is None:
            break
        _record(send(delivery, webhook=webhook), webhook=webhook)
        count += 1
    return {"attempts": count}


def _next(webhook: Webhook) -> Delivery | None:
    return Delivery.objects.sendable(timezone.now()).filter(webhook=webhook).select_related("webhook").first()


def _record(attempt: DeliveryAttempt, *, webhook: Webhook) -> None:
    is_delivered = attempt.status is not None and 200 <= attempt.status < 300
    outcome = "delivered" if is_delivered else "unanswered" if attempt.status is None else "refused"
    WEBHOOK_ATTEMPTS.labels(outcome).inc()
    with transaction.atomic():
        # The webhook may have been changed or deleted during the request.
        row = get_or_none(Webhook.objects.select_for_update(no_key=True).filter(pk=webhook.pk))
        if row is None:
            return
        attempt.save()
        if is_delivered:
            _succeed(attempt.delivery, webhook=row)
        else:
            _fail(attempt, webhook=row)


def _succeed(delivery: Delivery, *, webhook: Webhook) -> None:
    now = timezone.now()
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.DELIVERED, finished_at=now, tries=delivery.tries + 1
    )
    if webhook.failures:
        webhook.failures, webhook.failing_since, webhook.resume_at = 0, None, None
        webhook.save(update_fields=("failures", "failing_since", "resume_at"))


def _fail(attempt: DeliveryAttempt, *, webhook: Webhook) -> None:
    delivery, now = attempt.delivery, timezone.now()
    if delivery.type == TEST:
        # Whoever asked for it looks at the answer. It says nothing of events that wait.
        Delivery.objects.pending().filter(pk=delivery.pk).update(
            state=Delivery.State.FAILED, finished_at=now, tries=delivery.tries + 1
        )
        return
    began, since = delivery.first_tried_at or attempt.at, webhook.failing_since or attempt.at
    # After that, there is one more attempt at the very end of the time.
    values = {
        "tries": delivery.tries + 1,
        "first_tried_at": began,
        "due_at": _later(now, tries=delivery.tries + 1, ends=began + GIVE_UP_AFTER),
    }
    if now - began >= GIVE_UP_AFTER:
        values |= {"state": Delivery.State.FAILED, "finished_at": now}
    Delivery.objects.pending().filter(pk=delivery.pk).update(**values)
    webhook.failures, webhook.failing_since = webhook.failures + 1, since
    extra = webhook.failures - PATIENCE + 1
    webhook.resume_at = _later(now, tries=extra, ends=since + GIVE_UP_AFTER) if extra > 0 else None
    webhook.save(update_fields=("failures", "failing_since", "resume_at"))
    if attempt.status == GONE:
        _disable(webhook, reason="The receiver answered 410 Gone.")
    elif now - since >= GIVE_UP_AFTER:
        _disable(webhook, reason="No delivery succeeded for three days.")
    elif now - began >= GIVE_UP_AFTER:
        _tell(webhook, now=now)


def _later(now: datetime, *, tries: int, ends: datetime) -> datetime:
    return min(now + BACKOFF.pause(tries), max(ends, now))


def _tell(webhook: Webhook, *, now: datetime) -> None:
    """Tell once a day that deliveries are given up, though others succeed."""
    tell_responsible(
        project=webhook.project,
        kind=NoticeKind.DELIVERY_FAILED,
        key=f"deliveries:{webhook.pk}:{now:%Y-%m-%d}",
        data={"host": webhook.host},
    )


def _disable(webhook: Webhook, *, reason: str) -> None:
    if disable(webhook, actor=system_actor(), reason=reason):
        log.warning("The %s is disabled: %s", webhook, reason)
