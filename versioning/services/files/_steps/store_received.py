"""Put received bytes into the store, and the file into the database."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from versioning import clock
from versioning.models import Actor, File, Folder, Project, Verb
from versioning.models.files.file import word_rows
from versioning.models.sql.rows import insert_rows, insert_unless_taken, update_row
from versioning.ops.files.store import file_store
from versioning.services.files._steps.media_type import FileFacts
from versioning.services.files.receive_file import ReceivedFile
from versioning.services.kernel.file_bytes import key_of, lock_bytes
from versioning.services.kernel.quota import refuse_file_bytes
from versioning.services.kernel.recording import record


@dataclass(frozen=True)
class UploadedFile:
    """The file of an upload. `is_new` is False if the project had these bytes under this name.

    `is_restored` is True if that file was in the trash.
    """

    file: File
    is_new: bool
    is_restored: bool = False


def described(new: File, upload: ReceivedFile, facts: FileFacts) -> File:
    """Return the file with what its bytes say."""
    new.sha256, new.size = upload.sha256, upload.size
    new.media_type, new.width, new.height = facts.media_type, facts.width, facts.height
    return new


def store_received(actor: Actor, upload: ReceivedFile, new: File) -> UploadedFile:
    """Write the bytes, then the row. A crash in between leaves bytes without a row, which `purge` removes."""
    # The person's limit counts here only: their files are summed while nothing is locked.
    _refuse_over_quota(new, user_id=new.created_by_id)
    store, key = file_store(), key_of(new)
    if store.size_of(key) != new.size:
        store.put(key, upload.path)
    uploaded = add_file(actor, new)
    if uploaded is None:
        # A purge removed the bytes that were there. Nobody removes them while they are younger than a day.
        store.put(key, upload.path)
        uploaded = add_file(actor, new)
    assert uploaded is not None  # noqa: S101
    return uploaded


def add_file(actor: Actor, new: File) -> UploadedFile | None:
    """Insert the row, or find the one there is. Return None if the store does not have the bytes."""
    with transaction.atomic():
        _lock_quota(new)
        Folder.objects.lock(new.folder)
        lock_bytes(key_of(new))
        # Under the lock, nobody removes what is there now.
        if file_store().size_of(key_of(new)) != new.size:
            return None
        _refuse_over_quota(new)
        new.created_at = clock.now()
        while not insert_unless_taken(new, unless=("project", "sha256", "name")):
            file = _lock_twin(new)
            if file is not None:
                return UploadedFile(file, is_new=False, is_restored=_restore(actor, file))
            # A purge deleted it since.
        insert_rows(word_rows([new]))
        _record(actor, Verb.FILE_UPLOADED, new)
        return UploadedFile(new, is_new=True)


def _lock_twin(new: File) -> File | None:
    """Return the file with the same bytes and name, locked, or None if it is gone."""
    twins = File.objects.with_digest(bytes(new.sha256), project_id=new.project_id).filter(name=new.name)
    return twins.select_for_update().first()


def _restore(actor: Actor, file: File) -> bool:
    """Take the file out of the trash. Return whether it was there."""
    if not file.is_trashed:
        return False
    file.trashed_at = None
    update_row(file, "trashed_at")
    _record(actor, Verb.FILE_RESTORED, file)
    return True


def _lock_quota(new: File) -> None:
    """Let one upload after another into a project that has a quota, so that they do not pass it together."""
    if settings.QUOTA_PROJECT_FILE_BYTES:
        Project.objects.select_for_update(no_key=True).get(pk=new.project_id)


def _refuse_over_quota(new: File, *, user_id: UUID | None = None) -> None:
    """Refuse bytes that the project does not have yet, if they would pass its limit or the person's.

    Raises QuotaExceeded.
    """
    if _has_quota() and not File.objects.with_digest(bytes(new.sha256), project_id=new.project_id).exists():
        refuse_file_bytes(project_id=new.project_id, user_id=user_id, adding=new.size)


def _has_quota() -> bool:
    return bool(settings.QUOTA_PROJECT_FILE_BYTES or settings.QUOTA_PERSON_FILE_BYTES)


def _record(actor: Actor, verb: Verb, file: File) -> None:
    record(actor=actor, verb=verb, project_id=file.project_id, file=str(file.pk), name=file.name)
