"""Store the history in less space: compress the texts of every document again, thoroughly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.db import connection
from django.db.models import Count

from versioning.models import Actor, Blob, Document
from versioning.models.search.search_catalogue import merge_segments
from versioning.models.sql.free_pages import close_gaps
from versioning.policies import authorize_organization
from versioning.services.maintenance._repack_span import (
    HistorySpan,
    SpanChanged,
    SpanPlan,
    plan_span,
    spans_of,
    write_span,
)

PAGE = 500
# How often a span is planned again if others write to it. After that it is left to the next run.
ATTEMPTS = 3
# Takes (texts done, texts in all).
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class RepackSummary:
    """What a run did.

    `before` and `after` are the stored bytes of all texts. `texts` and `documents` count what was compressed again.
    `damaged` blobs cannot be rebuilt. `busy` counts spans that were skipped, because others kept writing to their
    documents.
    """

    before: int
    after: int
    texts: int
    documents: int
    damaged: tuple[int, ...]
    busy: int
    seconds: float


def repack(*, actor: Actor, report: Report) -> RepackSummary:
    """Compress texts again if they get smaller, merge the search index, and close the gaps of SQLite's file.

    No text changes: each hash is checked.

    Safe beside any writer: the work is done without a lock, and each span is written in a short transaction under the
    lock of its document. If it is stopped, its work so far is saved, and the next run skips it.

    Raises NotAllowed.
    """
    summary = _run(actor=actor, report=report, act=_write)
    merge_segments(connection)
    close_gaps(connection)
    return summary


def estimate_repack(*, actor: Actor, report: Report) -> RepackSummary:
    """Return what `repack` would do. Changes nothing. Raises NotAllowed."""
    return _run(actor=actor, report=report, act=lambda _, plan: plan)


Act = Callable[[HistorySpan, SpanPlan], SpanPlan | None]


def _run(*, actor: Actor, report: Report, act: Act) -> RepackSummary:
    authorize_organization(actor=actor)
    started, before, total = monotonic(), Blob.objects.stored_bytes(), Blob.objects.count()
    damaged, acted, busy, done = set[int](), list[tuple[UUID, int, int]](), 0, 0
    report(done, total)
    for span in _spans():
        plan = None if span.is_packed else plan_span(span)
        if plan is not None:
            damaged.update(plan.damaged)
            result = act(span, plan) if plan.gain else plan
            busy += result is None
            if result is not None and result.gain:
                acted.append((span.document_id, len(result.placed), result.gain))
        done += span.size
        report(done, total)
    # Documents with only one text were skipped.
    report(total, total)
    return RepackSummary(
        before=before,
        after=before - sum(gain for _, _, gain in acted),
        texts=sum(texts for _, texts, _ in acted),
        documents=len({document_id for document_id, _, _ in acted}),
        damaged=tuple(sorted(damaged)),
        busy=busy,
        seconds=monotonic() - started,
    )


def _write(span: HistorySpan, plan: SpanPlan) -> SpanPlan | None:
    """Write the plan and return it. Return None if others changed the span in every attempt."""
    for _ in range(ATTEMPTS):
        try:
            write_span(plan)
        except SpanChanged:
            plan = plan_span(span)
        else:
            return plan
    return None


def _spans() -> Iterator[HistorySpan]:
    """Yield the spans of every document that has more than one text."""
    documents = Document.objects.annotate(texts=Count("blobs")).filter(texts__gt=1).order_by("pk")
    page = list(documents.values_list("pk", flat=True)[:PAGE])
    while page:
        for pk in page:
            yield from spans_of(pk)
        page = list(documents.filter(pk__gt=page[-1]).values_list("pk", flat=True)[:PAGE])
