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


def test_prints_what_it_would_delete_and_deletes_nothing(cast: Cast) -> None:
    _trash_long_ago(cast)

    printed = run("purge")

    assert printed.out.splitlines()[:2] == [
        "Would be deleted (use --delete):",
        "           1  documents in the trash                      kept for 30 days",
    ]
    assert Document.objects.count() == 1


def test_deletes_with_the_option_delete(cast: Cast) -> None:
    _trash_long_ago(cast)

    printed = run("purge", "--delete")

    assert printed.out.splitlines()[0] == "Deleted for good:"
    assert "1  documents in the trash" in printed.out
    assert not Document.objects.exists()
