"""Say what a picture shows, for texts that do not say it themselves."""

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, File, FileWord, Verb
from versioning.models.files.file import ALT_TEXT_LENGTH, word_rows
from versioning.models.sql.rows import insert_rows, update_row
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record
from versioning.services.kernel.storable import check_text


def describe_file(*, actor: Actor, file: File, alt_text: str) -> File:
    """Set the file's alternative text. Raises NotAllowed, InvalidValue (alt_text), NotFound if it is in the trash."""
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=file.project_id)
    check_text(alt_text, field="alt_text", longest=ALT_TEXT_LENGTH)
    with transaction.atomic():
        locked = File.objects.select_for_update(no_key=True).present().filter(pk=file.pk).first()
        if locked is None:
            raise NotFound
        if locked.alt_text != alt_text:
            locked.alt_text = alt_text
            update_row(locked, "alt_text")
            _replace_words(locked)
            record(
                actor=actor,
                verb=Verb.FILE_DESCRIBED,
                project_id=locked.project_id,
                file=str(locked.pk),
                name=locked.name,
            )
    return locked


def _replace_words(file: File) -> None:
    FileWord.objects.filter(file=file).delete()
    insert_rows(word_rows([file]))
