"""Delete files that were in the trash long enough, and bytes that no file has."""

import logging
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempprefix
from uuid import UUID

from django.db import transaction

from versioning.models import File, FileSet, FileUse, Project, Transfer
from versioning.ops.files.store import MissingBytes, StoreUnavailable, UnfinishedUpload, file_store
from versioning.services.kernel.file_bytes import key_of, lock_bytes, transfer_key
from versioning.services.maintenance._purgeable import Purgeable

BATCH = 500
# An upload writes its bytes before its row, and a backup reads them after it. Neither takes that long.
ORPHAN_AGE = timedelta(days=1)
# The bytes of a file, or of a smaller copy of a picture.
_KEY = re.compile(r"([0-9a-f]{32})/[0-9a-f]{2}/([0-9a-f]{64})(?:\.[0-9]+)?")
_TRANSFER = re.compile(re.escape(transfer_key(UUID(int=0))[:-32]) + r"([0-9a-f]{32})")
log = logging.getLogger(__name__)


def purge_files(rows: Purgeable) -> int:
    """Delete the sets that no text refers to, then the files that are in no set. Return how many files are gone."""
    _purge_sets()
    keys = list(rows.files().values_list("pk", flat=True))
    return sum(_purge_batch(rows, keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


def purge_bytes(now: datetime) -> int:
    """Delete what the store has and no file does, if it is older than a day. Return how many are gone."""
    abandoned = list(abandoned_uploads(now))
    for path in abandoned:
        # An export makes a folder.
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    aborted = sum(_abort(upload) for upload in list(unfinished_uploads(now)))
    return len(abandoned) + aborted + sum(_remove(key) for key in orphans(now))


def orphans(now: datetime) -> Iterator[str]:
    """Yield the keys of the store, older than a day, that belong to no file of their project and no transfer.

    A folder or a bucket may also hold what others put there, such as backups or the files of another server. So keys of
    another form, and those of projects that this server does not have, are left alone.
    """
    for key, modified in file_store().entries():
        if modified < now - ORPHAN_AGE and _is_orphan(key):
            yield key


def unfinished_uploads(now: datetime) -> Iterator[UnfinishedUpload]:
    """Yield the uploads into a bucket, older than a day, of this server, that were left behind when it was killed."""
    for upload in file_store().unfinished():
        if upload.began_at < now - ORPHAN_AGE and _is_own_key(upload.key):
            yield upload


def abandoned_uploads(now: datetime) -> Iterator[Path]:
    """Yield the files and folders, older than a day, that were left behind when the server was killed."""
    for path in file_store().incoming.glob(f"{gettempprefix()}*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < now - ORPHAN_AGE:
            yield path


def _purge_sets() -> None:
    for pk in list(FileSet.objects.unused().values_list("pk", flat=True)):
        with transaction.atomic():
            # A save that refers to the set holds its key until it commits, so the look comes after the lock.
            FileSet.objects.select_for_update().filter(pk=pk).first()
            if FileSet.objects.unused().filter(pk=pk).exists():
                FileUse.objects.filter(file_set=pk).delete()
                FileSet.objects.filter(pk=pk).delete()


def _purge_batch(rows: Purgeable, keys: list[UUID]) -> int:
    with transaction.atomic():
        # An upload of the same bytes would not count them yet, nor see that they are no longer counted.
        for key in sorted({key_of(file) for file in File.objects.filter(pk__in=keys).only("project", "sha256")}):
            lock_bytes(key)
        # A save that begins to use a file holds its key until it commits.
        locked = list(File.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
        files = rows.files().filter(pk__in=locked)
        # The bytes stay for a day, so that a backup that began before finds them.
        for file in files.only("project", "sha256"):
            file_store().touch(key_of(file))
        return files.delete()[1].get(File._meta.label, 0)


def _abort(upload: UnfinishedUpload) -> int:
    """Return 1 if the parts are gone, and 0 if the upload ended meanwhile or the store refuses."""
    try:
        upload.abort()
    except MissingBytes:
        return 0
    except StoreUnavailable as error:
        # A key may list uploads without the right to abort them. The bytes of files are purged all the same.
        log.warning("The parts of an unfinished upload under %s are not removed: %s", upload.key, error)
        return 0
    return 1


def _remove(key: str) -> int:
    with transaction.atomic():
        # An upload of these bytes inserts its row under the same lock.
        lock_bytes(key)
        if not _is_orphan(key):
            return 0
        file_store().remove(key)
    return 1


def _is_orphan(key: str) -> bool:
    if transfer := _TRANSFER.fullmatch(key):
        return not _is_last_transfer(UUID(transfer[1]))
    found = _KEY.fullmatch(key)
    if found is None:
        return False
    project_id = UUID(found[1])
    if File.objects.with_digest(bytes.fromhex(found[2]), project_id=project_id).exists():
        return False
    return Project.objects.filter(pk=project_id).exists()


def _is_own_key(key: str) -> bool:
    """Return whether the key is one of this server's files or transfers. A bucket may have those of another."""
    if transfer := _TRANSFER.fullmatch(key):
        return Transfer.objects.filter(pk=UUID(transfer[1])).exists()
    found = _KEY.fullmatch(key)
    return found is not None and Project.objects.filter(pk=UUID(found[1])).exists()


def _is_last_transfer(pk: UUID) -> bool:
    """Return whether the transfer is the last one of its project. The files of earlier ones are of no use."""
    transfer = Transfer.objects.filter(pk=pk).first()
    return transfer is not None and Transfer.objects.latest_of(transfer.project_id).first() == transfer
