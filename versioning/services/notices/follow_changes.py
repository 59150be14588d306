"""Follow the change feed and write notices of it. The request that caused an event does nothing for them."""

from versioning.models import Notice, Verb
from versioning.models.event_feed import Position, events_at, positions_of, read_head
from versioning.services.kernel.delivery.feed_follower import PAGE, Follower, Handled, follow, reached
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.notices._recipients import notices_of

FOLLOW = "notice.follow"
VERBS = (
    Verb.VERSION_PUBLISHED.value,
    Verb.VERSION_PROMOTED.value,
    Verb.DRAFT_SAVED.value,
    Verb.VERSION_SCHEDULE_FAILED.value,
    Verb.WEBHOOK_DISABLED.value,
)


@watcher()
def watch_feed() -> None:
    """Enqueue a job if the feed has grown."""
    position = reached(FOLLOWER.name)
    if position is None or position < read_head():
        enqueue(FOLLOW, {}, key=FOLLOW)


@handler(FOLLOW)
def follow_changes(job: RunningJob) -> dict[str, int]:
    """Write notices until the end of the feed."""
    return {"notices": follow(FOLLOWER, job=job)}


def _write_notices(after: Position, head: Position) -> Handled:
    positions = positions_of(VERBS, after=after, until=head, limit=PAGE)
    notices = notices_of(events_at(positions))
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=PAGE)
    return Handled(positions, count=len(notices))


# What happened before there were notices is no news.
FOLLOWER = Follower("notices", _write_notices)
