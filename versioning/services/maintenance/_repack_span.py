"""Encoding the texts of a stretch of one document's history anew, thoroughly.

A span is self-contained: its newest lasting text is kept whole and every other one rests on a text of the span. What a
plan was made of never changes (a blob's text is its identity), so the plan stays right while others write; only what
rests on the span from outside, and whether all of it is still there, is asked again under the lock.
"""

from bisect import bisect
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q

from versioning.models import Blob, Document, Version
from versioning.services.kernel.reencoding import reencode
from versioning.text.delta.chain import MAX_STEPS, BrokenText
from versioning.text.delta.packing import Placed, pack_backwards, pack_leaf

# What one plan holds in memory, and one transaction writes: so much of the spine, and as much of leaves. More leaves
# than that are left as they are; `purge` will take them.
SPAN_TEXTS = 1000
SPAN_BYTES = 64_000_000


class SpanChanged(Exception):
    """Since it was planned, somebody purged texts of the span, or wrote one that would come to rest too deep on it."""


@dataclass(frozen=True)
class Row:
    """A blob without its bytes. `number` is that of the first closed version that holds it; None where none does."""

    pk: int
    size: int
    base: int | None
    number: int | None


@dataclass(frozen=True)
class Span:
    """`spine`: the texts of closed versions, the oldest first. `leaves`: texts that may go, with their places on it."""

    document_id: UUID
    spine: tuple[Row, ...]
    leaves: tuple[tuple[Row, int], ...]

    @property
    def size(self) -> int:
        return len(self.spine) + len(self.leaves)

    @property
    def is_packed(self) -> bool:
        """It was encoded anew already and nothing was published since."""
        places = {row.pk: place for place, row in enumerate(self.spine)}
        backwards = all(row.base is None or places.get(row.base, -1) > place for place, row in enumerate(self.spine))
        return backwards and all(row.base is None or row.base in places for row, _ in self.leaves)


@dataclass(frozen=True)
class SpanPlan:
    """Where each text goes. `before` and `after` are bytes; `damaged` are blobs that cannot be rebuilt."""

    document_id: UUID
    placed: tuple[Placed, ...]
    before: int
    after: int
    damaged: tuple[int, ...]

    @property
    def gain(self) -> int:
        return max(0, self.before - self.after)


def spans_of(document_id: UUID) -> Iterator[Span]:
    """The document's blobs in spans, the newest first: what rests on older ones is then packed before these are."""
    closed = Min("versions__number", filter=~Q(versions__status=Version.Status.DRAFT))
    found = Blob.objects.filter(document=document_id).annotate(number=closed).order_by("pk")
    rows = [Row(*values) for values in found.values_list("pk", "size", "base", "number")]
    spine = sorted((row for row in rows if row.number is not None), key=lambda row: row.number or 0) or rows[-1:]
    on_spine = {row.pk for row in spine}
    leaves = [row for row in rows if row.pk not in on_spine]
    for start, end in reversed(list(_cuts(spine))):
        yield _span(document_id, spine=spine, leaves=leaves, start=start, end=end)


def _cuts(spine: list[Row]) -> Iterator[tuple[int, int]]:
    start = size = 0
    for place, row in enumerate(spine):
        if place > start and (place - start >= SPAN_TEXTS or size + row.size > SPAN_BYTES):
            yield start, place
            start, size = place, 0
        size += row.size
    if spine:
        yield start, len(spine)


def _span(document_id: UUID, *, spine: list[Row], leaves: list[Row], start: int, end: int) -> Span:
    """A leaf belongs to the lasting text that was there when it was written."""
    by_key = sorted((row.pk, place) for place, row in enumerate(spine))
    hung, size = list[tuple[Row, int]](), 0
    for leaf in leaves:
        _, place = by_key[max(0, bisect(by_key, (leaf.pk,)) - 1)]
        if start <= place < end and len(hung) < SPAN_TEXTS and size + leaf.size <= SPAN_BYTES:
            hung.append((leaf, place - start))
            size += leaf.size
    return Span(document_id=document_id, spine=tuple(spine[start:end]), leaves=tuple(hung))


def plan_span(span: Span) -> SpanPlan:
    """How the span's texts are kept best. Reads, compresses, changes nothing."""
    keys = [row.pk for row in span.spine] + [row.pk for row, _ in span.leaves]
    shelf = Blob.objects.shelf(keys)
    texts: dict[int, bytes] = {}
    damaged = []
    # What is not there any more was purged since its key was read.
    for key in (key for key in keys if key in shelf):
        try:
            texts[key] = shelf.text(key)
        except BrokenText:
            damaged.append(key)
    deepest = _deepest(Blob.objects.followers(texts.keys()))
    spine = [(row.pk, texts[row.pk]) for row in span.spine if row.pk in texts]
    placed = {text.key: text for text in pack_backwards(spine, deepest=deepest)}
    for row, place in span.leaves:
        if row.pk in texts:
            limit = deepest.get(row.pk, MAX_STEPS)
            placed[row.pk] = _place_leaf(row.pk, on=span.spine[place].pk, limit=limit, placed=placed, texts=texts)
    return SpanPlan(
        document_id=span.document_id,
        placed=tuple(placed.values()),
        before=sum(len(shelf.chain(key).links[-1].encoded) for key in texts),
        after=sum(len(text.encoded) for text in placed.values()),
        damaged=tuple(damaged),
    )


def _deepest(followers: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """How deep a text may lie on which others rest from outside the span: they must stay within the bound.

    They are not moved, as they may be very many: most of what a draft passed through rests on one text.
    """
    deepest: dict[int, int] = {}
    for pk, base, _ in reversed(followers):
        deepest[base] = min(deepest.get(base, MAX_STEPS), deepest.get(pk, MAX_STEPS) - 1)
    return deepest


def _place_leaf(key: int, *, on: int, limit: int, placed: Mapping[int, Placed], texts: Mapping[int, bytes]) -> Placed:
    base: int | None = on
    while base is not None and base in placed and placed[base].depth >= limit:
        base = placed[base].base
    if base is None or base not in placed:
        return pack_leaf(key, texts[key], base=None)
    return pack_leaf(key, texts[key], base=(placed[base], texts[base]))


def write_span(plan: SpanPlan) -> None:
    """Keep the texts as planned, in one short transaction. Raises SpanChanged, and then nothing is changed."""
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).filter(pk=plan.document_id).first()
        keys = [text.key for text in plan.placed]
        if document is None or Blob.objects.filter(pk__in=keys).count() != len(keys):
            raise SpanChanged
        depths = _new_depths(plan.placed, followers=Blob.objects.followers(keys))
        if any(depth > MAX_STEPS for depth in depths.values()):
            raise SpanChanged
        reencode(document_id=plan.document_id, placed=plan.placed, depths=depths)


def _new_depths(placed: Collection[Placed], *, followers: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Of those texts outside the span that rest on it, directly or not, the depths that have to grow."""
    depths = {text.key: text.depth for text in placed}
    grown = {}
    for pk, base, depth in followers:
        depths[pk] = max(depth, depths[base] + 1)
        if depths[pk] > depth:
            grown[pk] = depths[pk]
    return grown
