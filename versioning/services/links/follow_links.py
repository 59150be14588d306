"""Keep the links of current texts, by following the change feed. A save or a publication does nothing for them."""

import logging
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError

from versioning.models import Document, DocumentLink, DocumentPath, FeedCursor, Job, Verb
from versioning.models.event_feed import BEGINNING, events_at, positions_of, read_head
from versioning.ops.outages import outage_of
from versioning.services.kernel.delivery.feed_follower import PAGE, reached
from versioning.services.kernel.delivery.jobs import enqueue, handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.links._index_links import index_links
from versioning.text.document_paths import key_name, path_key

FOLLOW = "links.follow"
FOLLOWER = "links"
# The events after which readers see another text of a document, or a document by another name.
VERBS = (
    Verb.VERSION_PROMOTED.value,
    Verb.VERSION_ARCHIVED.value,
    Verb.VERSION_RESTORED.value,
    Verb.DOCUMENT_RESTORED.value,
)
# SQLite before 3.32 takes 999 values.
_CHUNK = 400
log = logging.getLogger(__name__)


@watcher
def watch_links() -> None:
    """Enqueue a job if the feed has grown."""
    if (reached(FOLLOWER) or BEGINNING) < read_head():
        enqueue(FOLLOW, {}, key=FOLLOW)


@handler(FOLLOW, lane=Job.Lane.LONG)
def follow_links(job: RunningJob) -> dict[str, int]:
    """Write the links of all documents that changed, until the end of the feed.

    Not as a Follower, whose transactions would last while a hundred texts are read.

    The first run goes through the whole feed. A document is read once a run, unless it changes in between.
    """
    indexed: dict[UUID, UUID | None] = {}
    while _follow_page(job, indexed=indexed):
        job.heartbeat()
    return {"documents": len(indexed)}


def _follow_page(job: RunningJob, *, indexed: dict[UUID, UUID | None]) -> bool:
    """Handle one page of events. Return whether there may be more."""
    head, after = read_head(), reached(FOLLOWER) or BEGINNING
    if after >= head:
        return False
    positions = positions_of(VERBS, after=after, until=head, limit=PAGE)
    changed = {event.document_id for event in events_at(positions) if event.document_id is not None}
    for document in Document.objects.filter(pk__in=changed).order_by("pk"):
        if indexed.get(document.pk, 0) != document.current_id:
            indexed[document.pk] = document.current_id
            _index(document)
            job.heartbeat()
    for document in _waiting_for(changed):
        _index(document)
        job.heartbeat()
    # A run that is killed before this line repeats the page, which changes nothing.
    end = positions[-1] if len(positions) == PAGE else head
    FeedCursor.objects.update_or_create(pk=FOLLOWER, defaults={"txid": end.txid, "event": end.id})
    return True


def _index(document: Document) -> None:
    """Index the links of the document. A text that cannot be read must not stop the links of all others."""
    try:
        index_links(document)
    except Exception as error:
        # After an outage, or if a document was deleted meanwhile, the next attempt succeeds.
        if isinstance(error, IntegrityError) or outage_of(error) is not None:
            raise
        log.exception("The links of document %s cannot be read", document.identifier)


def _waiting_for(changed: Collection[UUID]) -> list[Document]:
    """Return the documents with broken links by the names that these documents have."""
    waiting: dict[UUID, Document] = {}
    for project, names in _names_of(list(changed)).items():
        listed = sorted(names)
        for start in range(0, len(listed), _CHUNK):
            some = listed[start : start + _CHUNK]
            links = DocumentLink.objects.filter(project=project, target=None, name__in=some)
            waiting |= {link.source_id: link.source for link in links.select_related("source")}
    return list(waiting.values())


def _names_of(documents: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the names that these documents have by their titles and paths, by project. Two statements."""
    names: dict[UUID, set[str]] = defaultdict(set)
    present = Document.objects.filter(pk__in=documents, trashed_at=None)
    for project, title in present.values_list("project", "title"):
        names[project].add(key_name(path_key(title)))
    for project, name in DocumentPath.objects.filter(document__in=present).values_list("project", "name"):
        names[project].add(name)
    return names
