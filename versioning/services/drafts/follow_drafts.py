"""Keep the words and the addresses of drafts, by following the change feed. A save does nothing for them."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from versioning.models import Draft, DraftAddress, DraftWord, FeedCursor, Job, Verb
from versioning.models.draft import DraftQuerySet
from versioning.models.event_feed import BEGINNING, events_at, positions_of, read_head
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.feed_follower import PAGE, reached
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.kernel.searchable import read_searchable

FOLLOW = "drafts.follow"
FOLLOWER = "drafts"
# The events that open, change or close a draft.
VERBS = (
    Verb.DOCUMENT_CREATED.value,
    Verb.DRAFT_FORKED.value,
    Verb.DRAFT_SAVED.value,
    Verb.DRAFT_SYNCED.value,
    Verb.DRAFT_REOPENED.value,
    Verb.DRAFT_DISCARDED.value,
    Verb.VERSION_PUBLISHED.value,
    # All drafts of a project.
    Verb.PROJECT_IMPORTED.value,
)
# Drafts whose texts are in the memory at once.
DRAFTS_AT_ONCE = 20
log = logging.getLogger(__name__)


@watcher
def watch_drafts() -> None:
    """Enqueue a job if the feed has grown."""
    if (reached(FOLLOWER) or BEGINNING) < read_head():
        enqueue(FOLLOW, {}, key=FOLLOW)


@handler(FOLLOW, lane=Job.Lane.LONG)
def follow_drafts(job: RunningJob) -> dict[str, int]:
    """Write the words and the addresses of all drafts that changed, until the end of the feed.

    The first run goes through the whole feed. A draft is read once a run, unless it is saved in between.
    """
    indexed: dict[UUID, int] = {}
    while _follow_page(job, indexed=indexed):
        job.heartbeat()
    return {"drafts": len(indexed)}


def _follow_page(job: RunningJob, *, indexed: dict[UUID, int]) -> bool:
    """Handle one page of events. Return whether there may be more."""
    head, after = read_head(), reached(FOLLOWER) or BEGINNING
    if after >= head:
        return False
    positions = positions_of(VERBS, after=after, until=head, limit=PAGE)
    events = list(events_at(positions))
    changed = {event.version_id for event in events if event.version_id is not None}
    imported = {event.project_id for event in events if event.verb == Verb.PROJECT_IMPORTED}
    touched = Draft.objects.filter(Q(version__in=changed) | Q(document__project__in=imported)).order_by("pk")
    # An imported project may have any number of drafts, so their texts are not read at once.
    keys = list(touched.values_list("pk", flat=True))
    for start in range(0, len(keys), DRAFTS_AT_ONCE):
        _follow(Draft.objects.filter(pk__in=keys[start : start + DRAFTS_AT_ONCE]), job=job, indexed=indexed)
    DraftWord.objects.forget_closed(changed)
    # A run that is killed before this line repeats the page, which changes nothing.
    end = positions[-1] if len(positions) == PAGE else head
    FeedCursor.objects.update_or_create(pk=FOLLOWER, defaults={"txid": end.txid, "event": end.id})
    return True


def _follow(touched: DraftQuerySet, *, job: RunningJob, indexed: dict[UUID, int]) -> None:
    drafts = list(touched.with_everything().order_by("pk"))
    DraftAddress.objects.note((draft.identifier, draft.version_id) for draft in drafts)
    for draft in _unless_indexed(drafts, indexed=indexed):
        _index(draft)
        indexed[draft.version_id] = draft.revision
        job.heartbeat()


def _unless_indexed(drafts: Iterable[Draft], *, indexed: dict[UUID, int]) -> list[Draft]:
    return [draft for draft in drafts if indexed.get(draft.version_id) != draft.revision]


def _index(draft: Draft) -> None:
    """Store the words of the draft. A text that cannot be read must not stop all others."""
    version = draft.version
    version.document = draft.document
    try:
        text = read_searchable(version).text
        with transaction.atomic():
            DraftWord.objects.replace(version.pk, text=f"{version.title} {version.description} {text}")
    except Exception as error:
        # After an outage, or if the version was deleted meanwhile, the next attempt succeeds.
        if isinstance(error, IntegrityError) or outage_of(error) is not None:
            raise
        log.exception("The words of draft %s cannot be read", draft.identifier)
