"""Where the files of imports and exports are."""

from pathlib import Path

from django.core.files.storage import storages

from versioning.models import Transfer
from versioning.services.kernel.file_bytes import transfer_key


def path_of(transfer: Transfer) -> Path:
    """Return the path of its file, if the file store is a folder."""
    return Path(storages["files"].path(transfer_key(transfer.pk)))


def folder_of_transfers() -> Path:
    """Return the folder of all of them, which exists."""
    folder = path_of(Transfer()).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder
