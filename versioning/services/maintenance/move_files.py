"""Copy the bytes of all files into another file store, before the server uses it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from django.core.files.storage import storages

from versioning.exceptions import InvalidValue
from versioning.models import Actor, File
from versioning.ops.files.address import storage_at
from versioning.ops.files.store import FileStore, MissingBytes, StoreUnavailable, file_store
from versioning.policies import authorize_organization
from versioning.services.kernel.file_bytes import key_of

CHUNK = 500
# (files done, files in all)
Report = Callable[[int, int], None]


@dataclass
class MovedFiles:
    """What one run did. `damaged` are the keys whose bytes are missing in the store or do not match their hash."""

    copied: int = 0
    present: int = 0
    damaged: list[str] = field(default_factory=list)


def move_files(*, actor: Actor, target: str, report: Report) -> MovedFiles:
    """Copy what the target does not have yet, and check each hash. Nothing is deleted, and the server may work.

    `target` is an address as FILES_STORAGE takes it. A run that was stopped is continued by the next one. Smaller
    copies of pictures are left out, because they are made again. Raises NotAllowed, InvalidValue (target),
    StoreUnavailable.
    """
    authorize_organization(actor=actor)
    store, moved = _store_at(target), MovedFiles()
    total = File.objects.count()
    for done, (key, size) in enumerate(_contents(), start=1):
        if store.size_of(key) == size:
            moved.present += 1
        elif _copy(key, store):
            moved.copied += 1
        else:
            moved.damaged.append(key)
        report(min(done, total), total)
    return moved


def _store_at(address: str) -> FileStore:
    try:
        store = cast(FileStore, storages.create_storage(storage_at(address)))
    except ValueError as error:
        raise InvalidValue(f"The address of the store is not valid. {error}", field="target") from error
    try:
        fault = store.fault()
    except StoreUnavailable as error:
        fault = f"The store cannot be used: {error}."
    if fault:
        raise InvalidValue(fault, field="target")
    return store


def _contents() -> Iterator[tuple[str, int]]:
    """Yield each key with its size. Files with equal bytes have one key."""
    last = ""
    files = File.objects.order_by("project", "sha256").only("project", "sha256", "size")
    for file in files.iterator(chunk_size=CHUNK):
        if key_of(file) != last:
            last = key_of(file)
            yield last, file.size


def _copy(key: str, store: FileStore) -> bool:
    """Copy the bytes under a key. Return False, and store nothing, if they do not match their hash."""
    with NamedTemporaryFile(dir=store.incoming, delete=False) as copy:
        path = Path(copy.name)
        try:
            digest = hashlib.sha256()
            for piece in file_store().read(key):
                digest.update(piece)
                copy.write(piece)
            copy.flush()
            if digest.hexdigest() != key.rpartition("/")[2]:
                return False
            store.put(key, path)
        except MissingBytes:
            return False
        finally:
            path.unlink(missing_ok=True)
    return True
