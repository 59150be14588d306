"""Add a file to a project."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from versioning import clock
from versioning.exceptions import InvalidValue, QuotaExceeded
from versioning.models import Actor, File, Project, Verb
from versioning.models.files.file import ALT_TEXT_LENGTH
from versioning.models.sql.rows import insert_unless_taken, update_row
from versioning.ops.files.store import file_store
from versioning.policies import Action, authorize
from versioning.services.files._file_name import safe_name
from versioning.services.files._media_type import FileFacts, facts_of
from versioning.services.files._received import ReceivedFile, received
from versioning.services.kernel.file_bytes import key_of, lock_bytes
from versioning.services.kernel.recording import record
from versioning.services.kernel.storable import check_text


@dataclass(frozen=True)
class UploadedFile:
    """The file of an upload. `is_new` is False if the project had these bytes under this name."""

    file: File
    is_new: bool


def upload_file(
    *,
    actor: Actor,
    project: Project,
    name: str,
    pieces: Iterable[bytes],
    sha256: bytes | None = None,
    alt_text: str = "",
) -> UploadedFile:
    """Store the bytes and return the file. The same bytes under the same name are the same file.

    If the project has bytes of the hash `sha256` already, `pieces` is not read. Otherwise they must have this hash.
    A file that was in the trash comes back. Raises NotAllowed, InvalidValue (name, alt_text, sha256, file),
    FileTooLarge, QuotaExceeded, StoreUnavailable.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    named = safe_name(name)
    check_text(alt_text, field="alt_text", longest=ALT_TEXT_LENGTH)
    new = File(project=project, name=named, alt_text=alt_text, created_by=actor.user)
    known = _twin(project, sha256)
    if known is not None and file_store().size_of(key_of(known)) == known.size:
        uploaded = _add(actor, _like(known, new))
        if uploaded is not None:
            return uploaded
    with received(pieces) as upload:
        if sha256 is not None and upload.sha256 != sha256:
            raise InvalidValue("The body does not have this SHA-256. Send the file again.", field="sha256")
        return _store(actor, upload, _described(new, upload, facts_of(upload, name=named)))


def _twin(project: Project, sha256: bytes | None) -> File | None:
    """Return a file of the project with these bytes."""
    return None if sha256 is None else File.objects.with_digest(sha256, project_id=project.pk).first()


def _like(known: File, new: File) -> File:
    new.sha256, new.size = bytes(known.sha256), known.size
    new.media_type, new.width, new.height = known.media_type, known.width, known.height
    return new


def _described(new: File, upload: ReceivedFile, facts: FileFacts) -> File:
    new.sha256, new.size = upload.sha256, upload.size
    new.media_type, new.width, new.height = facts.media_type, facts.width, facts.height
    return new


def _store(actor: Actor, upload: ReceivedFile, new: File) -> UploadedFile:
    """Write the bytes, then the row. A crash in between leaves bytes without a row, which `purge` removes."""
    _refuse_over_quota(new)
    store, key = file_store(), key_of(new)
    if store.size_of(key) != new.size:
        store.put(key, upload.path)
    uploaded = _add(actor, new)
    if uploaded is None:
        # A purge removed the bytes that were there. Nobody removes them while they are younger than a day.
        store.put(key, upload.path)
        uploaded = _add(actor, new)
    assert uploaded is not None  # noqa: S101
    return uploaded


def _add(actor: Actor, new: File) -> UploadedFile | None:
    """Insert the row, or find the one there is. Return None if the store does not have the bytes."""
    with transaction.atomic():
        _lock_quota(new)
        lock_bytes(key_of(new))
        # Under the lock, nobody removes what is there now.
        if file_store().size_of(key_of(new)) != new.size:
            return None
        _refuse_over_quota(new)
        new.created_at = clock.now()
        while not insert_unless_taken(new, unless=("project", "sha256", "name")):
            file = _lock_twin(new)
            if file is not None:
                return UploadedFile(_restored(actor, file), is_new=False)
            # A purge deleted it since.
        _record(actor, Verb.FILE_UPLOADED, new)
        return UploadedFile(new, is_new=True)


def _lock_twin(new: File) -> File | None:
    """Return the file with the same bytes and name, locked, or None if it is gone."""
    twins = File.objects.with_digest(bytes(new.sha256), project_id=new.project_id).filter(name=new.name)
    return twins.select_for_update().first()


def _restored(actor: Actor, file: File) -> File:
    """Take the file out of the trash, if it is there."""
    if file.is_trashed:
        file.trashed_at = None
        update_row(file, "trashed_at")
        _record(actor, Verb.FILE_RESTORED, file)
    return file


def _lock_quota(new: File) -> None:
    """Let one upload after another into a project that has a quota, so that they do not pass it together."""
    if settings.MAX_PROJECT_FILE_BYTES:
        Project.objects.select_for_update(no_key=True).get(pk=new.project_id)


def _refuse_over_quota(new: File) -> None:
    most = settings.MAX_PROJECT_FILE_BYTES
    if not most or File.objects.with_digest(bytes(new.sha256), project_id=new.project_id).exists():
        return
    taken = File.objects.all().stored_bytes(new.project_id)
    if taken + new.size > most:
        raise QuotaExceeded(
            f"The files of this project take {taken:,} of {most:,} bytes. This file has {new.size:,} bytes.",
            of="project",
            kind="file_bytes",
            limit=most,
            used=taken,
        )


def _record(actor: Actor, verb: Verb, file: File) -> None:
    record(actor=actor, verb=verb, project_id=file.project_id, file=str(file.pk), name=file.name)
