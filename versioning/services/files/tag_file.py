"""Add tags to a file."""

from collections.abc import Iterable

from django.db import transaction

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, File, FileTag, Verb
from versioning.models.files.file_tag import MOST_TAGS, TAG_LENGTH, tag_id
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.kernel.storable import check_text


def tag_file(*, actor: Actor, file: File, names: Iterable[str]) -> None:
    """Add tags with these names. The file keeps those that it has.

    Raises NotAllowed, InvalidValue (tags), NotFound if the file is in the trash.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=file.project_id)
    wanted = {tag_id(name, project_id=file.project_id): name for name in map(_checked, names)}
    with transaction.atomic():
        if not File.objects.select_for_update(no_key=True).present().filter(pk=file.pk).exists():
            raise NotFound
        present = set(FileTag.objects.filter(file=file).values_list("tag", flat=True))
        new = [FileTag(file=file, tag=tag, name=name) for tag, name in wanted.items() if tag not in present]
        if len(present) + len(new) > MOST_TAGS:
            raise InvalidValue(f"A file can have {MOST_TAGS} tags at most.", field="tags")
        if new:
            FileTag.objects.bulk_create(new)
            record(
                actor=actor,
                verb=Verb.FILE_TAGGED,
                project_id=file.project_id,
                file=str(file.pk),
                name=file.name,
                added=[row.name for row in new],
            )


def _checked(name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidValue("A tag must have a name.", field="tags")
    check_text(name, field="tags", longest=TAG_LENGTH)
    return name
