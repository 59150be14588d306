"""Replace the encoding of a document's texts, within a transaction that locked the document."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from versioning.models import Blob, Reencoding
from versioning.text.delta.packing import PlacedText

# Rows of one UPDATE. Each has a text in it, so this bounds the memory.
AT_ONCE = 100


@contextmanager
def leave_to_reencode(document_id: UUID) -> Iterator[None]:
    """Let the document's encodings change inside the block. At its end the database checks that every base is sound."""
    # A trigger refuses any change of an encoding unless this row is there.
    leave = Reencoding.objects.create(document_id=document_id)
    yield
    leave.delete()


def reencode(*, document_id: UUID, placed: Collection[PlacedText], depths: Mapping[int, int]) -> None:
    """Store these texts as they are placed, and the new depths of the other blobs that are encoded against them."""
    if not placed:
        return
    moved = [Blob(pk=text.key, base_id=text.base, depth=text.depth, encoded=text.encoded) for text in placed]
    with leave_to_reencode(document_id):
        Blob.objects.bulk_update(moved, ("base", "depth", "encoded"), batch_size=AT_ONCE)
        Blob.objects.bulk_update([Blob(pk=pk, depth=depth) for pk, depth in depths.items()], ("depth",), AT_ONCE)
