"""Turn what an upload brings into a file on the disk."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from versioning.services.files.receive_file import ReceivedFile, receive_file


@contextmanager
def received(pieces: Iterable[bytes] | ReceivedFile) -> Iterator[ReceivedFile]:
    """Yield the file of these pieces, which is gone after the block, or the file itself. Raises FileTooLarge."""
    if isinstance(pieces, ReceivedFile):
        yield pieces
        return
    with receive_file() as incoming:
        for piece in pieces:
            incoming.write(piece)
        yield incoming.complete()
