"""Keeping the history in less room: every document's texts are encoded anew, thoroughly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.db.models import Count

from versioning.models import Actor, Blob, Document
from versioning.policies import authorize_organization
from versioning.services.maintenance._repack_span import Span, SpanChanged, SpanPlan, plan_span, spans_of, write_span

PAGE = 500
# How often a span is planned again where writers come between, before it is left to the next run.
ATTEMPTS = 3
# (texts looked at, texts in all)
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class RepackSummary:
    """`before` and `after`: the bytes of all texts as they are kept. `damaged`: blobs that cannot be rebuilt.

    `busy`: spans that were left as they are, because others wrote to their documents again and again.
    """

    before: int
    after: int
    texts: int
    documents: int
    damaged: tuple[int, ...]
    busy: int
    seconds: float


def repack(*, actor: Actor, report: Report) -> RepackSummary:
    """Encode anew what gets smaller by it. No text changes, and every one is proved by its hash on the way.

    Safe beside any writer: the work is done without a lock, and each span of a history is written in a short
    transaction under its document's lock. Where it is stopped, what it did so far stands; the next run passes over it.
    Raises NotAllowed.
    """
    return _run(actor=actor, report=report, act=_write)


def estimate_repack(*, actor: Actor, report: Report) -> RepackSummary:
    """What `repack` would do. Changes nothing. Raises NotAllowed."""
    return _run(actor=actor, report=report, act=lambda _, plan: plan)


Act = Callable[[Span, SpanPlan], SpanPlan | None]


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
    # Documents of one text were passed over.
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


def _write(span: Span, plan: SpanPlan) -> SpanPlan | None:
    """The plan as it was written; None where others were always quicker."""
    for _ in range(ATTEMPTS):
        try:
            write_span(plan)
        except SpanChanged:
            plan = plan_span(span)
        else:
            return plan
    return None


def _spans() -> Iterator[Span]:
    """Of every document of more than one text; a few documents are asked for at a time."""
    documents = Document.objects.annotate(texts=Count("blobs")).filter(texts__gt=1).order_by("pk")
    page = list(documents.values_list("pk", flat=True)[:PAGE])
    while page:
        for pk in page:
            yield from spans_of(pk)
        page = list(documents.filter(pk__gt=page[-1]).values_list("pk", flat=True)[:PAGE])
