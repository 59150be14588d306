"""Compress a span of the history of one document again, thoroughly.

A span is self-contained: its newest lasting text is stored whole, and every other text rests on a text of the span. The
texts in a plan never change, because the text of a blob is its identity. So a plan stays right while others write. Only
two things are checked again under the lock: what rests on the span from outside, and that all of the span still exists.
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
from versioning.text.delta.packing import PlacedText, pack_backwards, pack_leaf

# The limits of one plan in memory and of one transaction, for the spine and again for the leaves. Further leaves stay
# as they are until `purge` deletes them.
SPAN_TEXTS = 1000
SPAN_BYTES = 64_000_000


class SpanChanged(Exception):
    """Since the plan was made, somebody purged texts of the span, or wrote one that would lie too deep."""


@dataclass(frozen=True)
class BlobRow:
    """A blob without its bytes.

    `number` is the number of the first closed version that uses it, or None.
    """

    pk: int
    size: int
    base: int | None
    number: int | None


@dataclass(frozen=True)
class HistorySpan:
    """A part of the history of a document.

    `spine` holds the texts of closed versions, oldest first. `leaves` hold texts that may be purged, with their
    position on the spine.
    """

    document_id: UUID
    spine: tuple[BlobRow, ...]
    leaves: tuple[tuple[BlobRow, int], ...]

    @property
    def size(self) -> int:
        """Return the number of its texts."""
        return len(self.spine) + len(self.leaves)

    @property
    def is_packed(self) -> bool:
        """Return whether it was repacked already and nothing was published since."""
        places = {row.pk: place for place, row in enumerate(self.spine)}
        backwards = all(row.base is None or places.get(row.base, -1) > place for place, row in enumerate(self.spine))
        return backwards and all(row.base is None or row.base in places for row, _ in self.leaves)


@dataclass(frozen=True)
class SpanPlan:
    """The new encoding of each text.

    `before` and `after` are in bytes. `damaged` blobs cannot be rebuilt.
    """

    document_id: UUID
    placed: tuple[PlacedText, ...]
    before: int
    after: int
    damaged: tuple[int, ...]

    @property
    def gain(self) -> int:
        """Return the number of bytes that the plan saves."""
        return max(0, self.before - self.after)


def spans_of(document_id: UUID) -> Iterator[HistorySpan]:
    """Yield the blobs of the document in spans, newest first.

    Texts of a newer span may rest on an older one. They are packed before the older one changes.
    """
    closed = Min("versions__number", filter=~Q(versions__status=Version.Status.DRAFT))
    blobs = Blob.objects.filter(document=document_id).annotate(number=closed).order_by("pk")
    rows = [BlobRow(*values) for values in blobs.values_list("pk", "size", "base", "number")]
    # Without closed versions the newest text alone is the spine.
    spine = sorted((row for row in rows if row.number is not None), key=lambda row: row.number or 0) or rows[-1:]
    on_spine = {row.pk for row in spine}
    leaves = [row for row in rows if row.pk not in on_spine]
    for start, end in reversed(list(_cuts(spine))):
        yield _span(document_id, spine=spine, leaves=leaves, start=start, end=end)


def _cuts(spine: list[BlobRow]) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each span."""
    start = size = 0
    for place, row in enumerate(spine):
        if place > start and (place - start >= SPAN_TEXTS or size + row.size > SPAN_BYTES):
            yield start, place
            start, size = place, 0
        size += row.size
    if spine:
        yield start, len(spine)


def _span(document_id: UUID, *, spine: list[BlobRow], leaves: list[BlobRow], start: int, end: int) -> HistorySpan:
    """Return the span with its leaves. A leaf belongs to the newest lasting text that is older than it."""
    by_key = sorted((row.pk, place) for place, row in enumerate(spine))
    hanging, size = list[tuple[BlobRow, int]](), 0
    for leaf in leaves:
        _, place = by_key[max(0, bisect(by_key, (leaf.pk,)) - 1)]
        if start <= place < end and len(hanging) < SPAN_TEXTS and size + leaf.size <= SPAN_BYTES:
            hanging.append((leaf, place - start))
            size += leaf.size
    return HistorySpan(document_id=document_id, spine=tuple(spine[start:end]), leaves=tuple(hanging))


def plan_span(span: HistorySpan) -> SpanPlan:
    """Return the best encoding of the texts of the span. Changes nothing."""
    keys = [row.pk for row in span.spine] + [row.pk for row, _ in span.leaves]
    shelf = Blob.objects.delta_store(keys)
    texts: dict[int, bytes] = {}
    damaged = []
    # A blob that is missing was purged since its key was read.
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
    """Return how deep each text may lie that others rest on from outside the span.

    The others must stay within the limit. They are not moved, because there may be very many: most texts that a draft
    went through rest on one text.
    """
    deepest: dict[int, int] = {}
    for pk, base, _ in reversed(followers):
        deepest[base] = min(deepest.get(base, MAX_STEPS), deepest.get(pk, MAX_STEPS) - 1)
    return deepest


def _place_leaf(
    key: int, *, on: int, limit: int, placed: Mapping[int, PlacedText], texts: Mapping[int, bytes]
) -> PlacedText:
    """Encode the leaf against the nearest text that is high enough."""
    base: int | None = on
    while base is not None and base in placed and placed[base].depth >= limit:
        base = placed[base].base
    if base is None or base not in placed:
        return pack_leaf(key, texts[key], base=None)
    return pack_leaf(key, texts[key], base=(placed[base], texts[base]))


def write_span(plan: SpanPlan) -> None:
    """Store the texts as planned, in one short transaction.

    Raises SpanChanged without changing anything.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(no_key=True).filter(pk=plan.document_id).first()
        keys = [text.key for text in plan.placed]
        if document is None or Blob.objects.filter(pk__in=keys).count() != len(keys):
            raise SpanChanged
        depths = _new_depths(plan.placed, followers=Blob.objects.followers(keys))
        if any(depth > MAX_STEPS for depth in depths.values()):
            raise SpanChanged
        reencode(document_id=plan.document_id, placed=plan.placed, depths=depths)


def _new_depths(placed: Collection[PlacedText], *, followers: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Return the texts outside the span whose depth grows, with their new depth."""
    depths = {text.key: text.depth for text in placed}
    grown = {}
    for pk, base, depth in followers:
        depths[pk] = max(depth, depths[base] + 1)
        if depths[pk] > depth:
            grown[pk] = depths[pk]
    return grown
