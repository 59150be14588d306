"""Documents are purged when they were in the trash for their time."""

from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.maintenance.purging import NOTHING, in_days, purge_later
from tests.services.observing import recorded
from versioning.models import (
    Blob,
    Document,
    Draft,
    Event,
    Version,
)
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.maintenance.find_purgeable import PurgePlan


def test_takes_a_document_with_all_that_is_its_own(cast: Cast) -> None:
    document = cast.document()
    cast.version(document, "Second text.")
    cast.fork(document)
    kept = cast.document("Kept")
    trash_document(actor=cast.manager, document=document)

    with recorded() as events:
        purged = purge_later()

    assert purged == PurgePlan(documents=1, versions=0, blobs=0, idempotency_keys=0)
    assert [left.pk for left in Document.objects.all()] == [kept.pk]
    assert {version.document_id for version in Version.objects.all()} == {kept.pk}
    assert {blob.document_id for blob in Blob.objects.all()} == {kept.pk}
    assert not Draft.objects.exists()
    assert events == []
    assert Event.objects.filter(document=document.pk).exists()


def test_keeps_a_document_in_the_trash_for_its_time(cast: Cast) -> None:
    trash_document(actor=cast.manager, document=cast.document())

    assert purge_later(days=29) == NOTHING


def test_the_time_is_a_setting(cast: Cast, settings: Settings) -> None:
    trash_document(actor=cast.manager, document=cast.document())
    settings.KEEP_TRASHED_DAYS = 5

    assert purge_later(days=6).documents == 1


def test_takes_a_category_with_what_went_to_the_trash_along(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    cast.document("Below", parent_id=category.pk)
    trash_document(actor=cast.manager, document=category)

    assert purge_later().documents == 2


def test_a_child_that_was_trashed_later_can_still_be_restored(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    below = cast.document("Below", parent_id=category.pk)
    for document in (below, category):
        trash_document(actor=cast.manager, document=document)
    Document.objects.filter(pk=below.pk).update(trashed_at=in_days(20))

    assert purge_later().documents == 1

    restore_document(actor=cast.manager, document=below)
    assert Document.objects.get(pk=below.pk).parent is None


def test_a_child_that_is_not_in_the_trash_moves_to_the_top(cast: Cast) -> None:
    category = cast.document("Guides", kind="category")
    below = cast.document("Below", parent_id=category.pk)
    trash_document(actor=cast.manager, document=category)
    Document.objects.filter(pk=below.pk).update(trashed_at=None)

    with recorded() as events:
        purge_later()

    stored = Document.objects.get(pk=below.pk)
    assert (stored.parent, stored.revision) == (None, below.revision + 1)
    assert [(event.verb, event.data) for event in events] == [("document.updated", {"changes": {"parent_id": None}})]
