"""Taking the texts of one document that nobody holds any more, and moving what rests on them first."""

from collections.abc import Callable, Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from versioning.models import Blob, Document
from versioning.services.kernel.reencoding import reencode
from versioning.text.delta.chain import BrokenText, Chain
from versioning.text.delta.packing import Placed, pack

# How many texts one purge of a document moves, so that its work and its transaction are bounded.
MOST_MOVED = 200


def purge_blobs(*, document_id: UUID, keys: Collection[int], purgeable: Callable[[], QuerySet[Blob]]) -> int:
    """How many of these blobs went. A blob that a text still rests on stays until the next purge.

    A kept text that rests on one that goes is encoded anew, against the nearest one below that stays: before the lock
    is taken, as a blob's text never changes. Who rests on what, and what may go, is asked again under the lock.
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


def _moves(doomed: frozenset[int]) -> list[Placed]:
    """Where the texts that rest on the doomed ones go. What is damaged cannot be moved.

    Of those that would rest on one and the same text, or on none, the first does so and takes the others upon itself:
    else a base that goes would come back in each of them.
    """
    rows = Blob.objects.filter(base__in=doomed).exclude(pk__in=doomed).order_by("pk")
    resting = list(rows.values_list("pk", flat=True)[:MOST_MOVED])
    shelf, moves, heirs = Blob.objects.shelf(resting), list[Placed](), dict[int | None, Chain]()
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
        moves.append(Placed(key, base, depth, packed.encoded))
        heirs.setdefault(nearest, chain.grown(link._replace(encoded=packed.encoded), position=position, text=text))
    return moves


def _still_sound(moves: Iterable[Placed], *, depths: Mapping[int, int]) -> dict[int, Placed]:
    """Those of texts of these depths that come to lie no deeper, on a base that is still there and nearer."""
    waiting = [move for move in moves if move.depth <= depths.get(move.key, -1)]
    bases = Blob.objects.filter(pk__in=[move.base for move in waiting if move.base is not None])
    at, sound = dict(bases.values_list("pk", "depth")), dict[int, Placed]()
    for move in waiting:
        if move.base is None or at.get(move.base, move.depth) < move.depth:
            sound[move.key] = move
            at[move.key] = move.depth
    return sound


def _held_up(doomed: dict[int, int | None], *, by: set[int | None]) -> set[int]:
    """The doomed texts that must stay: these, and what they rest on."""
    staying = set[int]()
    pending = [key for key in by if key is not None]
    while pending:
        key = pending.pop()
        if key in doomed and key not in staying:
            staying.add(key)
            base = doomed[key]
            pending += [] if base is None else [base]
    return staying
