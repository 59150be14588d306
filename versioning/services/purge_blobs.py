"""Taking the texts of one document that nobody holds any more, and moving what rests on them first."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from versioning.models import Blob, Document
from versioning.services.reencoding import reencode
from versioning.text.chain import BrokenText, Chain
from versioning.text.packing import Placed, pack


def purge_blobs(*, document_id: UUID, keys: Collection[int], purgeable: Callable[[], QuerySet[Blob]]) -> int:
    """How many of these blobs went. A blob that a text still rests on stays until the next purge.

    A kept text that rests on one that goes is encoded anew, against the nearest one below that stays: before the lock
    is taken, as a blob's text never changes. Who rests on what, and what may go, is asked again under the lock.
    """
    moves = {move.key: move for move in _moves(frozenset(keys))}
    with transaction.atomic():
        if not Document.objects.select_for_update(no_key=True).filter(pk=document_id).exists():
            return 0
        doomed = dict(purgeable().filter(pk__in=keys).values_list("pk", "base"))
        resting = dict(Blob.objects.filter(base__in=doomed).exclude(pk__in=doomed).values_list("pk", "base"))
        sound = _still_sound([moves[pk] for pk in resting if pk in moves])
        staying = _held_up(doomed, by={base for pk, base in resting.items() if pk not in sound})
        reencode(document_id=document_id, placed=tuple(sound.values()), depths={})
        going = Blob.objects.filter(pk__in=doomed.keys() - staying).only("pk")
        return going.delete()[1].get(Blob._meta.label, 0)


def _moves(doomed: frozenset[int]) -> list[Placed]:
    """Where the texts that rest on the doomed ones go. What is damaged cannot be moved."""
    resting = list(Blob.objects.filter(base__in=doomed).exclude(pk__in=doomed).values_list("pk", flat=True))
    shelf, moves = Blob.objects.shelf(resting), []
    for key in (key for key in resting if key in shelf):
        below = shelf.chain(key).links[:-1]
        while below and below[-1].key in doomed:
            below = below[:-1]
        try:
            packed = pack(shelf.text(key), chain=Chain(below))
        except BrokenText:
            continue
        position = packed.position
        base = None if position is None else below[position].key
        moves.append(Placed(key, base, 0 if position is None else position + 1, packed.encoded))
    return moves


def _still_sound(moves: Collection[Placed]) -> dict[int, Placed]:
    """Those whose new base is still there and near enough to a whole text."""
    depths = dict(Blob.objects.filter(pk__in=[move.base for move in moves if move.base]).values_list("pk", "depth"))
    return {move.key: move for move in moves if move.base is None or depths.get(move.base, move.depth) < move.depth}


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
