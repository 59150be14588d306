"""Follow the change feed and write notices of it. The request that caused an event does nothing for them."""

from django.conf import settings
from django.db import transaction

from versioning.models import FeedCursor, Notice, Verb
from versioning.models.event_feed import Position, events_at, positions_of, read_head
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.notices._recipients import notices_of

FOLLOW = "notice.follow"
FOLLOWER = "notices"
PAGE = 100
VERBS = (
    Verb.VERSION_PUBLISHED.value,
    Verb.VERSION_PROMOTED.value,
    Verb.DRAFT_SAVED.value,
    Verb.VERSION_SCHEDULE_FAILED.value,
    Verb.WEBHOOK_DISABLED.value,
)


@watcher
def watch_feed() -> None:
    """Enqueue a job if the feed has grown."""
    row = FeedCursor.objects.filter(pk=FOLLOWER).values_list("txid", "event").first()
    if row is None or Position(*row) < read_head():
        enqueue(FOLLOW, {}, key=FOLLOW)


@handler(FOLLOW)
def follow_changes(job: RunningJob) -> dict[str, int]:
    """Write notices until the end of the feed. Each page and the cursor behind it are written together."""
    count = 0
    while (written := _follow_page()) is not None:
        count += written
        job.heartbeat()
    return {"notices": count}


@transaction.atomic
def _follow_page() -> int | None:
    """Write the notices of one page of events. Return their number, or None at the end of the feed."""
    head = read_head()
    # What happened before there were notices is no news.
    FeedCursor.objects.get_or_create(pk=FOLLOWER, defaults={"txid": head.txid, "event": head.id})
    cursor = FeedCursor.objects.select_for_update(no_key=True).get(pk=FOLLOWER)
    reached = Position(cursor.txid, cursor.event)
    if reached >= head:
        return None
    positions = positions_of(VERBS, after=reached, until=head, limit=PAGE)
    notices = notices_of(events_at(positions), sends_email=settings.SENDS_EMAIL)
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=PAGE)
    end = positions[-1] if len(positions) == PAGE else head
    FeedCursor.objects.filter(pk=FOLLOWER).update(txid=end.txid, event=end.id)
    return len(notices)
