"""Keep the words and the addresses of drafts, by following the change feed. A save does nothing for them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from versioning.models import Draft, DraftAddress, DraftWord, Event, Job, Verb
from versioning.models.draft import DraftQuerySet
from versioning.services.kernel.delivery.feed_follower import (
    SECONDS_BETWEEN_TEXTS,
    enqueue_if_grown,
    failing_alone,
    follow_in_steps,
)
from versioning.services.kernel.delivery.jobs import handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.kernel.search.searchable import read_searchable
from versioning.text.search.stems import with_stems

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


@watcher(every=SECONDS_BETWEEN_TEXTS)
def watch_drafts() -> None:
    """Enqueue a job if the feed has grown."""
    enqueue_if_grown(FOLLOWER, kind=FOLLOW)


@handler(FOLLOW, lane=Job.Lane.LONG)
def follow_drafts(job: RunningJob) -> dict[str, int]:
    """Write the words and the addresses of all drafts that changed, until the end of the feed.

    The first run goes through the whole feed. A draft is read once a run, unless it is saved in between.
    """
    indexed: dict[UUID, int] = {}
    follow_in_steps(FOLLOWER, verbs=VERBS, handle=lambda events: _follow(events, job=job, indexed=indexed), job=job)
    return {"drafts": len(indexed)}


def _follow(events: Sequence[Event], *, job: RunningJob, indexed: dict[UUID, int]) -> None:
    changed = {event.version_id for event in events if event.version_id is not None}
    imported = {event.project_id for event in events if event.verb == Verb.PROJECT_IMPORTED}
    touched = Draft.objects.filter(Q(version__in=changed) | Q(document__project__in=imported)).order_by("pk")
    # An imported project may have any number of drafts, so their texts are not read at once.
    keys = list(touched.values_list("pk", flat=True))
    for start in range(0, len(keys), DRAFTS_AT_ONCE):
        _write(Draft.objects.filter(pk__in=keys[start : start + DRAFTS_AT_ONCE]), job=job, indexed=indexed)
    # A draft may be closed before it is read here.
    DraftAddress.objects.note_closed(
        {event.closed_draft: event.version_id for event in events if event.closed_draft and event.version_id}
    )
    DraftWord.objects.forget_closed(changed)


def _write(touched: DraftQuerySet, *, job: RunningJob, indexed: dict[UUID, int]) -> None:
    drafts = list(touched.with_everything().order_by("pk"))
    DraftAddress.objects.note((draft.identifier, draft.version_id) for draft in drafts)
    for draft in drafts:
        if indexed.get(draft.version_id) != draft.revision:
            _index(draft)
            indexed[draft.version_id] = draft.revision
            job.heartbeat()


def _index(draft: Draft) -> None:
    version = draft.version
    version.document = draft.document
    with failing_alone(f"The text of draft {draft.identifier}"):
        names = with_stems(f"{version.title} {version.description}", language=draft.document.language)
        text = read_searchable(version).text
        DraftWord.objects.replace(version.pk, text=f"{names} {text}")
