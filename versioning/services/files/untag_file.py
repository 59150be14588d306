"""Remove tags from a file."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, File, FileTag, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def untag_file(*, actor: Actor, file: File, tags: Collection[UUID]) -> None:
    """Remove the tags with these IDs. Those that the file does not have are ignored.

    Raises NotAllowed, NotFound if the file is in the trash.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=file.project_id)
    with transaction.atomic():
        if not File.objects.select_for_update(no_key=True).present().filter(pk=file.pk).exists():
            raise NotFound
        rows = FileTag.objects.filter(file=file, tag__in=tags)
        removed = list(rows.values_list("name", flat=True))
        if removed:
            rows.delete()
            record(
                actor=actor,
                verb=Verb.FILE_TAGGED,
                project_id=file.project_id,
                file=str(file.pk),
                name=file.name,
                removed=removed,
            )
