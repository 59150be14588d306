"""Keep the links of current texts and the names of documents, by following the change feed.

A save or a publication does nothing for them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from uuid import UUID

from versioning.models import Document, DocumentLink, DocumentPath, Event, Job, Verb, Version
from versioning.models.version_lookup import VersionDetail
from versioning.services.kernel.delivery.feed_follower import (
    SECONDS_BETWEEN_TEXTS,
    enqueue_if_grown,
    failing_alone,
    follow_in_steps,
)
from versioning.services.kernel.delivery.jobs import handler, watcher
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.links._index_links import index_links
from versioning.services.links._index_names import index_names
from versioning.text.delta.chain import BrokenText
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


@watcher(every=SECONDS_BETWEEN_TEXTS)
def watch_links() -> None:
    """Enqueue a job if the feed has grown."""
    enqueue_if_grown(FOLLOWER, kind=FOLLOW)


@handler(FOLLOW, lane=Job.Lane.LONG)
def follow_links(job: RunningJob) -> dict[str, int]:
    """Write the links of all documents that changed, until the end of the feed.

    The first run goes through the whole feed. A document is read once a run, unless it changes in between.
    """
    indexed: dict[UUID, UUID | None] = {}
    follow_in_steps(FOLLOWER, verbs=VERBS, handle=lambda events: _follow(events, job=job, indexed=indexed), job=job)
    return {"documents": len(indexed)}


def _follow(events: Sequence[Event], *, job: RunningJob, indexed: dict[UUID, UUID | None]) -> None:
    changed = {event.document_id for event in events if event.document_id is not None}
    for document in Document.objects.filter(pk__in=changed).order_by("pk"):
        if indexed.get(document.pk, 0) != document.current_id:
            indexed[document.pk] = document.current_id
            _index(document)
            job.heartbeat()
    for document in _waiting_for(changed):
        _index(document)
        job.heartbeat()


def _index(document: Document) -> None:
    with failing_alone(f"The links of document {document.identifier}"):
        version = Version.objects.find("current", of=str(document.pk), user=None, detail=VersionDetail.WITH_TEXT)
        with suppress(BrokenText):
            # `verify` tells of it.
            index_names(document, version=version)
        index_links(document, version=version)


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
