"""Delete texts of one document that no version uses, after moving the texts that rest on them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from versioning.models import Blob, Document
from versioning.services.kernel.reencoding import reencode
from versioning.text.delta.chain import BrokenText, Chain
from versioning.text.delta.packing import PlacedText, pack

# How many texts one purge of a document moves at most. It bounds the work and the transaction.
MOST_MOVED = 200


def purge_blobs(*, document_id: UUID, keys: Collection[int], purgeable: Callable[[], QuerySet[Blob]]) -> int:
    """Delete these blobs and return how many are gone. A blob that a text still rests on stays.

    A remaining text that rests on a deleted one is encoded again, against the nearest text below it that stays. This
    happens before the lock is taken, because the text of a blob never changes. Under the lock, the bases and the
    purgeable blobs are read again.
    """
    moves = _moves(frozenset(keys))
    with transaction.atomic():
        if not Document.objects.select_for_update(no_key=True).filter(pk=document_id).exists():
            return 0
        doomed = dict(purgeable().filter(pk__in=keys).values_list("pk", "base"))
        rows = Blob.objects.filter(base__in=doomed).exclude(pk__in=doomed).values_list("pk", "base", "depth")
        resting = {pk: (base, depth) for pk, base, depth in rows}
        sound = _still_sound(moves, depths={pk: depth for pk, (_, depth) in resting.items()})
        staying = _held_up(doomed, by={base for pk, (base, _) in resting.items() if pk not in sound})
        reencode(document_id=document_id, placed=tuple(sound.values()), depths={})
        going = Blob.objects.filter(pk__in=doomed.keys() - staying).only("pk")
        return going.delete()[1].get(Blob._meta.label, 0)


def _moves(doomed: frozenset[int]) -> list[PlacedText]:
    """Encode the texts that rest on doomed ones again. Skip damaged texts, which cannot be moved.

    Of texts that would get the same base, or none, only the first one gets it. The others rest on the first one.
    Otherwise each of them would contain the deleted base again.
    """
    rows = Blob.objects.filter(base__in=doomed).exclude(pk__in=doomed).order_by("pk")
    resting = list(rows.values_list("pk", flat=True)[:MOST_MOVED])
    shelf, moves, heirs = Blob.objects.delta_store(resting), list[PlacedText](), dict[int | None, Chain]()
    for key in (key for key in resting if key in shelf):
        *below, link = shelf.chain(key).links
        while below and below[-1].key in doomed:
            below.pop()
        nearest = below[-1].key if below else None
        chain = heirs.get(nearest, Chain(below))
        try:
            text = shelf.text(key)
        except BrokenText:
            continue
        packed = pack(text, chain=chain)
        position = packed.position
        base, depth = (None, 0) if position is None else (chain.links[position].key, position + 1)
        moves.append(PlacedText(key, base, depth, packed.encoded))
        heirs.setdefault(nearest, chain.extended(link._replace(encoded=packed.encoded), position=position, text=text))
    return moves


def _still_sound(moves: Iterable[PlacedText], *, depths: Mapping[int, int]) -> dict[int, PlacedText]:
    """Return the moves that put a text no deeper than `depths`, on a base that exists and lies higher."""
    waiting = [move for move in moves if move.depth <= depths.get(move.key, -1)]
    bases = Blob.objects.filter(pk__in=[move.base for move in waiting if move.base is not None])
    depth_of, sound = dict(bases.values_list("pk", "depth")), dict[int, PlacedText]()
    for move in waiting:
        if move.base is None or depth_of.get(move.base, move.depth) < move.depth:
            sound[move.key] = move
            # A later move may rest on this one.
            depth_of[move.key] = move.depth
    return sound


def _held_up(doomed: dict[int, int | None], *, by: set[int | None]) -> set[int]:
    """Return the doomed texts that must stay: these, and their bases."""
    staying = set[int]()
    pending = [key for key in by if key is not None]
    while pending:
        key = pending.pop()
        if key in doomed and key not in staying:
            staying.add(key)
            base = doomed[key]
            pending += [] if base is None else [base]
    return staying
