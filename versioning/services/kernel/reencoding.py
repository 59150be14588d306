"""Replacing how a document's texts are kept. The caller holds the document's lock, in a transaction."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from versioning.models import Blob, Reencoding
from versioning.text.delta.packing import Placement

AT_ONCE = 100


@contextmanager
def leave_to_reencode(document_id: UUID) -> Iterator[None]:
    """Within it the database lets the document's encodings change; at its end it proves that all rest soundly."""
    leave = Reencoding.objects.create(document_id=document_id)
    yield
    leave.delete()


def reencode(*, document_id: UUID, placed: Collection[Placement], depths: Mapping[int, int]) -> None:
    """Keep these texts as they are placed, and note the new depths of others that rest on them."""
    if not placed:
        return
    moved = [Blob(pk=text.key, base_id=text.base, depth=text.depth, encoded=text.encoded) for text in placed]
    with leave_to_reencode(document_id):
        Blob.objects.bulk_update(moved, ("base", "depth", "encoded"), batch_size=AT_ONCE)
        Blob.objects.bulk_update([Blob(pk=pk, depth=depth) for pk, depth in depths.items()], ("depth",), AT_ONCE)
