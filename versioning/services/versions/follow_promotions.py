"""Keep the texts of search entries, by following the change feed. A promotion in the server does nothing for them."""

from collections.abc import Sequence
from uuid import UUID

from versioning.models import Document, Event
from versioning.models.event_feed import BEGINNING, positions_of, read_head
from versioning.services.kernel.delivery.feed_follower import failing_alone, follow_in_steps, reached
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.kernel.search.search_entries import FOLLOWER, VERBS, carry_entry_over, renew_entries_of

FOLLOW = "search.follow"
RENEW = "search.renew"
# The watcher looks through so many events again and again. Beyond them, a job moves the cursor.
MOST_WATCHED = 1000


@watcher()
def watch_promotions() -> None:
    """Enqueue a job if a version was promoted since the last one."""
    after, head = reached(FOLLOWER) or BEGINNING, read_head()
    if after < head and (head.id - after.id > MOST_WATCHED or positions_of(VERBS, after=after, until=head, limit=1)):
        enqueue(FOLLOW, {}, key=FOLLOW)


@handler(FOLLOW)
def follow_promotions(job: RunningJob) -> None:
    """Write the entries of documents whose current version is another one than that of their entry."""
    follow_in_steps(FOLLOWER, verbs=VERBS, handle=lambda events: _follow(events, job=job), job=job)


def _follow(events: Sequence[Event], *, job: RunningJob) -> None:
    promoted = {event.document_id for event in events if event.document_id is not None}
    late = Document.objects.with_late_search_entry().filter(pk__in=promoted).order_by("pk")
    for document in late:
        with failing_alone(f"The text of document {document.identifier}"):
            _renew(document.pk)
        job.heartbeat()
    # What failed is tried again by itself, so that the others do not wait for it.
    for pk in late.all().values_list("pk", flat=True):
        enqueue(RENEW, {"document": str(pk)}, key=f"{RENEW}:{pk}")


@handler(RENEW)
def renew_entry(job: RunningJob) -> None:
    """Write the entry of a document again that could not be written before."""
    _renew(UUID(job.payload["document"]))


def _renew(document_id: UUID) -> None:
    if not carry_entry_over(document_id):
        renew_entries_of([document_id])
