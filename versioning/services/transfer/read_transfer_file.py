"""Read the file of a transfer: what was uploaded, or the result of an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from versioning.models import Transfer
from versioning.ops.files.store import file_store
from versioning.services.kernel.file_bytes import transfer_key

MEDIA_TYPES = {
    Transfer.Kind.BUNDLE_OUT: "application/x-git-bundle",
    Transfer.Kind.PROJECT_OUT: "application/gzip",
}


@dataclass(frozen=True)
class TransferFile:
    transfer: UUID
    size: int

    def pieces(self) -> Iterator[bytes]:
        """Return the bytes piece by piece. Raises StoreUnavailable."""
        return file_store().read(transfer_key(self.transfer))


def read_transfer_file(transfer: Transfer) -> TransferFile | None:
    """Return the file, or None if it was deleted. The caller authorizes the actor. Raises StoreUnavailable."""
    size = file_store().size_of(transfer_key(transfer.pk))
    return None if size is None else TransferFile(transfer=transfer.pk, size=size)
