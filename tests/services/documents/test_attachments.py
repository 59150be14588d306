from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.cast import Cast, make_cast
from tests.pictures import stored
from versioning.exceptions import FileInUse, InvalidValue, NotFound
from versioning.models import Attachment, Event, File, Verb
from versioning.models.files.attachment import MOST_ATTACHMENTS
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.attach_file import LinkedFile, attach_file
from versioning.services.documents.detach_file import detach_file
from versioning.services.documents.trash_document import trash_document
from versioning.services.files.list_uses import list_uses
from versioning.services.files.trash_file import trash_file
from versioning.services.maintenance.purge import purge


def purge_later() -> None:
    purge(actor=system_actor(), now=timezone.now() + timedelta(days=31))


def test_an_attached_file_is_in_use_until_it_is_detached(cast: Cast) -> None:
    document, file = cast.document("Refunds"), stored(cast)
    attachment = attach_file(actor=cast.editor, document=document, file=file)

    with pytest.raises(FileInUse) as refused:
        trash_file(actor=cast.editor, file=file)
    used = list(File.objects.all().used())
    detach_file(actor=cast.editor, attachment=attachment)

    assert [use["title"] for use in refused.value.data["uses"]] == ["Refunds"]
    assert used == [file]
    assert trash_file(actor=cast.editor, file=file).is_trashed


def test_the_newest_version_of_an_attaching_document_is_listed_among_the_uses(cast: Cast) -> None:
    document, file = cast.document("Refunds"), stored(cast)
    cast.version(document, "Second.")
    attach_file(actor=cast.editor, document=document, file=file)

    assert [version.number for version in list_uses(file)] == [2]


def test_a_file_is_attached_once(cast: Cast) -> None:
    document, file = cast.document(), stored(cast)

    first, again = (attach_file(actor=cast.editor, document=document, file=file) for _ in range(2))

    assert first == again
    assert Event.objects.filter(verb=Verb.DOCUMENT_FILE_ATTACHED, document=document.pk).count() == 1


@pytest.mark.parametrize(
    ("link", "field"),
    [
        (LinkedFile("javascript:alert(1)", "A"), "address"),
        (LinkedFile("file:///etc/passwd", "A"), "address"),
        (LinkedFile("http://", "A"), "address"),
        (LinkedFile("http://[", "A"), "address"),
        (LinkedFile("https://example.com/\0", "A"), "address"),
        (LinkedFile("https://example.com/" + "a" * 2000, "A"), "address"),
        (LinkedFile("https://example.com/", " "), "name"),
        (LinkedFile("https://example.com/", "A", size="1" * 51), "size"),
        (LinkedFile("https://example.com/", "A", file_type="a\0"), "file_type"),
    ],
)
def test_refuses_an_address_that_leads_nowhere_safe(cast: Cast, link: LinkedFile, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        attach_file(actor=cast.editor, document=cast.document(), file=link)

    assert refused.value.field == field


def test_refuses_files_of_another_project_and_from_the_trash(cast: Cast) -> None:
    document, foreign = cast.document(), stored(make_cast("foreign"))
    trashed = trash_file(actor=cast.editor, file=stored(cast))

    for file in (foreign, trashed):
        with pytest.raises(NotFound):
            attach_file(actor=cast.editor, document=document, file=file)


def test_refuses_too_many(cast: Cast) -> None:
    document = cast.document()
    link = LinkedFile("https://example.com/a.pdf", "A")
    for _ in range(MOST_ATTACHMENTS):
        attach_file(actor=cast.editor, document=document, file=link)

    with pytest.raises(InvalidValue, match="100 attachments"):
        attach_file(actor=cast.editor, document=document, file=link)


def test_an_attachment_that_is_gone_is_not_found(cast: Cast) -> None:
    attachment = attach_file(actor=cast.editor, document=cast.document(), file=stored(cast))
    gone = Attachment.objects.get(pk=attachment.pk)
    detach_file(actor=cast.editor, attachment=attachment)

    with pytest.raises(NotFound):
        detach_file(actor=cast.editor, attachment=gone)


def test_purge_keeps_a_file_until_the_document_that_attaches_it_is_purged(cast: Cast) -> None:
    document, file = cast.document(), stored(cast)
    attach_file(actor=cast.editor, document=document, file=file)
    File.objects.filter(pk=file.pk).update(trashed_at=timezone.now())

    purge_later()
    kept = File.objects.filter(pk=file.pk).exists()
    trash_document(actor=cast.manager, document=document)
    purge_later()

    assert kept
    assert not Attachment.objects.exists()
    assert not File.objects.filter(pk=file.pk).exists()


@pytest.mark.usefixtures("transactional_db")
def test_the_database_refuses_to_delete_an_attached_file(live_cast: Cast) -> None:
    file = stored(live_cast)
    attach_file(actor=live_cast.editor, document=live_cast.document(), file=file)

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute("DELETE FROM versioning_file WHERE id = %s", [file.pk])
