"""The file of a transfer in the file store, so that a worker on any machine finds it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from versioning.models import Transfer
from versioning.ops.files.store import StoreUnavailable, file_store
from versioning.services.kernel.file_bytes import transfer_key
from versioning.services.transfer._scratch import scratch_folder


@contextmanager
def new_file() -> Iterator[Path]:
    """Yield the path of a file to write, which is gone after the block. The store can move it without copying."""
    with TemporaryDirectory(dir=file_store().incoming) as folder:
        yield Path(folder) / "transfer"


def put_file(transfer: Transfer, source: Path) -> None:
    """Store the file. The source may be gone afterwards. Raises StoreUnavailable."""
    file_store().put(transfer_key(transfer.pk), source)


def remove_file(transfer: Transfer) -> None:
    """Delete the file, if there is one. If the store does not answer, `purge` deletes it later."""
    with suppress(StoreUnavailable):
        file_store().remove(transfer_key(transfer.pk))


@contextmanager
def local_copy(transfer: Transfer) -> Iterator[Path]:
    """Yield the path of a copy on this machine, which is gone after the block. Raises MissingBytes."""
    with scratch_folder("stemma-transfer-") as folder:
        copy = folder / "transfer"
        with copy.open("xb") as target:
            target.writelines(file_store().read(transfer_key(transfer.pk)))
        yield copy
