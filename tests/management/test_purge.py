from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from tests.management.running import run
from versioning.models import Blob, Document
from versioning.services.documents.trash_document import trash_document


def _trash_long_ago(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document())
    long_ago = timezone.now() - timedelta(days=31)
    Document.objects.filter(pk=document.pk).update(trashed_at=long_ago)
    Blob.objects.filter(document=document).update(created_at=long_ago)


def test_tells_what_it_would_take_and_takes_nothing(cast: Cast) -> None:
    _trash_long_ago(cast)

    said = run("purge")

    assert said.out.splitlines()[:2] == [
        "Would be taken (--delete takes them):",
        "           1  documents in the trash                      kept for 30 days",
    ]
    assert Document.objects.count() == 1


def test_takes_it_where_told_to_delete(cast: Cast) -> None:
    _trash_long_ago(cast)

    said = run("purge", "--delete")

    assert said.out.splitlines()[0] == "Taken for good:"
    assert "1  documents in the trash" in said.out
    assert not Document.objects.exists()
