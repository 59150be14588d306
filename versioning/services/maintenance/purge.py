"""Delete for good what was kept long enough. No other verb deletes text. Events stay."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from versioning.models import Actor, Delivery, Document, IdempotencyKey, Job, RetiredNumber, Version
from versioning.policies import authorize_organization
from versioning.services.kernel.placing import lock_tree
from versioning.services.maintenance._clear_sign_ins import clear_sign_ins
from versioning.services.maintenance._hard_delete import erase_document
from versioning.services.maintenance._purge_blobs import purge_blobs
from versioning.services.maintenance._purge_files import purge_bytes, purge_files
from versioning.services.maintenance._purgeable import Purgeable
from versioning.services.maintenance.find_purgeable import PurgePlan

BATCH = 500


def purge(*, actor: Actor, now: datetime) -> PurgePlan:
    """Delete what the settings KEEP_… no longer keep at this moment. Return the counts.

    Safe beside any writer: each document is locked in a short transaction of its own, after the tree of its project,
    and what may go is read again under the lock. If it is stopped, its work so far is saved.

    Raises NotAllowed.
    """
    authorize_organization(actor=actor)
    rows = Purgeable(now)
    return PurgePlan(
        documents=_purge_documents(actor=actor, rows=rows),
        versions=_purge_versions(rows),
        blobs=_purge_texts(rows),
        idempotency_keys=_purge_idempotency_keys(rows),
        sign_ins=clear_sign_ins(),
        jobs=_purge_jobs(rows),
        # After the texts, whose sets of files then go too.
        files=purge_files(rows),
        orphans=purge_bytes(now),
        deliveries=_purge_deliveries(rows),
    )


def _purge_documents(*, actor: Actor, rows: Purgeable) -> int:
    erased = 0
    for page in _pages(lambda: rows.documents().values_list("pk", "project")):
        for pk, project_id in page:
            with transaction.atomic():
                # Its children move to the top, and changes of a tree come one at a time.
                lock_tree(project_id)
                document = rows.documents().select_for_update(no_key=True).filter(pk=pk).first()
                if document is not None:
                    erase_document(actor=actor, document=document)
                    erased += 1
    return erased


def _purge_versions(rows: Purgeable) -> int:
    erased = 0
    for document_id, pks in _by_document(rows.versions):
        with transaction.atomic():
            # If the document is gone, its versions are gone too, and there is nothing to lock.
            Document.objects.select_for_update(no_key=True).filter(pk=document_id).first()
            candidates = rows.versions().filter(pk__in=pks).only("pk")
            _retire_numbers(candidates)
            erased += candidates.delete()[1].get(candidates.model._meta.label, 0)
    return erased


def _purge_texts(rows: Purgeable) -> int:
    return sum(
        purge_blobs(document_id=document_id, keys=pks, purgeable=rows.blobs)
        for document_id, pks in _by_document(rows.blobs)
    )


def _by_document(purgeable: Callable[[], QuerySet[Any]]) -> Iterator[tuple[UUID, list[Any]]]:
    """Yield the keys of rows that may go, by document."""
    for page in _pages(lambda: purgeable().values_list("pk", "document")):
        by_document: dict[UUID, list[Any]] = defaultdict(list)
        for pk, document_id in page:
            by_document[document_id].append(pk)
        yield from by_document.items()


def _retire_numbers(going: QuerySet[Version]) -> None:
    """Remember the numbers, so that no document gives one of them again."""
    numbers = going.values_list("document", "number")
    RetiredNumber.objects.bulk_create(
        [RetiredNumber(document_id=document_id, number=number) for document_id, number in numbers]
    )


def _purge_idempotency_keys(rows: Purgeable) -> int:
    erased = 0
    for page in _pages(lambda: rows.idempotency_keys().values_list("pk", "owner")):
        erased += IdempotencyKey.objects.filter(pk__in=[pk for pk, _ in page]).delete()[0]
    return erased


def _purge_jobs(rows: Purgeable) -> int:
    rows.workers().delete()
    erased = 0
    for page in _pages(lambda: rows.jobs().values_list("pk", "kind")):
        erased += rows.jobs().filter(pk__in=[pk for pk, _ in page]).delete()[1].get(Job._meta.label, 0)
    return erased


def _purge_deliveries(rows: Purgeable) -> int:
    erased = 0
    for page in _pages(lambda: rows.deliveries().values_list("pk", "webhook")):
        # A replay may have queued some of them again.
        going = rows.deliveries().filter(pk__in=[pk for pk, _ in page])
        erased += going.delete()[1].get(Delivery._meta.label, 0)
    return erased


def _pages(rows: Callable[[], QuerySet[Any, tuple[Any, Any]]]) -> Iterator[list[tuple[Any, Any]]]:
    """Yield pages of (key, other), by key. Each page is read when the one before it is done."""
    page = list(rows().order_by("pk")[:BATCH])
    while page:
        yield page
        page = list(rows().order_by("pk").filter(pk__gt=page[-1][0])[:BATCH])
