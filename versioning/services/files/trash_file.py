"""Move a file to the trash. It can be restored until `purge` deletes it."""

from typing import Any

from django.db import transaction

from versioning import clock
from versioning.exceptions import FileInUse, NotFound
from versioning.models import Actor, File, HistoryFile, Verb, Version
from versioning.models.sql.rows import update_row
from versioning.policies import Action, authorize
from versioning.services.files.list_uses import list_uses
from versioning.services.kernel.recording import record

# As many as an answer lists.
LISTED = 100


def trash_file(*, actor: Actor, file: File) -> File:
    """Move the file to the trash. Raises NotAllowed, FileInUse (with `uses`), NotFound if it is in the trash already.

    A file of an imported history stays in use, because an export writes the history again.

    A draft that is saved at the same moment may begin to use the file. Then it keeps it: `purge` deletes no file that a
    version uses, and the file can be restored.
    """
    authorize(actor=actor, action=Action.TRASH_FILE, project_id=file.project_id)
    with transaction.atomic():
        locked = File.objects.select_for_update(no_key=True).present().filter(pk=file.pk).first()
        if locked is None:
            raise NotFound
        uses = list(list_uses(locked)[:LISTED])
        if uses or HistoryFile.objects.filter(file=locked).exists():
            raise FileInUse(uses=[_use(version) for version in uses])
        locked.trashed_at = clock.now()
        update_row(locked, "trashed_at")
        record(actor=actor, verb=Verb.FILE_TRASHED, project_id=locked.project_id, file=str(locked.pk), name=locked.name)
    return locked


def _use(version: Version) -> dict[str, Any]:
    document = version.document
    return {
        "document_id": str(document.pk),
        "identifier": document.identifier,
        "title": document.title,
        "version_id": str(version.pk),
        "number": version.number,
        "status": version.status,
    }
