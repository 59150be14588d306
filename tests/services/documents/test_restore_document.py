import pytest

from tests.cast import TEXT, Cast
from tests.reading import current_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound, ParentTrashed
from versioning.models import Document, Verb
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode


def _below(cast: Cast, category: Document, title: str = "Refunds", **values: str) -> Document:
    return cast.document(title, parent_id=category.pk, **values)


def _category(cast: Cast) -> Document:
    return cast.document("Guides", kind="category")


def _trash(cast: Cast, document: Document) -> Document:
    return trash_document(actor=cast.manager, document=document)


def test_brings_everything_back_as_it_was(cast: Cast) -> None:
    document = cast.document()
    cast.save(cast.fork(document), body="Unfinished.")
    before = {table: rows for table, rows in everything_stored().items() if table != "versioning_event"}
    _trash(cast, document)

    restore_document(actor=cast.manager, document=document)

    after = {table: rows for table, rows in everything_stored().items() if table != "versioning_event"}
    assert after == before
    assert current_of(document).text == TEXT


def test_can_be_worked_on_again(cast: Cast) -> None:
    document = _trash(cast, cast.document())

    restore_document(actor=cast.manager, document=document)

    assert cast.fork(document, ForkMode.STRICT).version.number == 2


def test_brings_back_what_went_along(cast: Cast) -> None:
    category = _category(cast)
    inner = _below(cast, category, "Money", kind="category")
    _below(cast, inner)
    _trash(cast, category)

    restore_document(actor=cast.manager, document=category)

    assert not Document.objects.filter(trashed_at__isnull=False).exists()


def test_leaves_in_the_trash_what_went_there_on_its_own(cast: Cast) -> None:
    category = _category(cast)
    first = _trash(cast, _below(cast, category))
    _trash(cast, category)

    restore_document(actor=cast.manager, document=category)

    assert list(Document.objects.filter(trashed_at__isnull=False)) == [first]


def test_what_went_on_its_own_comes_back_once_its_category_is_there(cast: Cast) -> None:
    category = _category(cast)
    first = _trash(cast, _below(cast, category))
    _trash(cast, category)
    restore_document(actor=cast.manager, document=category)

    restore_document(actor=cast.manager, document=first)

    assert not Document.objects.filter(trashed_at__isnull=False).exists()


def test_refuses_what_lies_below_a_trashed_category(cast: Cast) -> None:
    category = _category(cast)
    document = _below(cast, category)
    _trash(cast, category)
    before = everything_stored()

    with pytest.raises(ParentTrashed):
        restore_document(actor=cast.manager, document=document)

    assert everything_stored() == before


def test_can_be_trashed_and_restored_again_and_again(cast: Cast) -> None:
    category = _category(cast)
    document = _below(cast, category)
    for _ in range(2):
        _trash(cast, category)
        restore_document(actor=cast.manager, document=category)
        _trash(cast, document)
        restore_document(actor=cast.manager, document=document)

    assert not Document.objects.filter(trashed_at__isnull=False).exists()


def test_what_is_not_in_the_trash_stays_as_it_is(cast: Cast) -> None:
    document = cast.document()
    before = everything_stored()

    restore_document(actor=cast.manager, document=document)

    assert everything_stored() == before


def test_writes_one_event_that_counts_what_came_along(cast: Cast) -> None:
    category = _category(cast)
    _below(cast, category)
    _trash(cast, category)

    with recorded() as events:
        restore_document(actor=cast.manager, document=category)

    assert [(event.verb, event.document_id, event.data) for event in events] == [
        (Verb.DOCUMENT_RESTORED, category.pk, {"title": "Guides", "along": 1})
    ]


def test_refuses_a_document_that_is_gone(cast: Cast) -> None:
    draft = cast.draft()
    draft.version.delete()
    Document.objects.filter(pk=draft.document_id).delete()

    with pytest.raises(NotFound):
        restore_document(actor=cast.manager, document=draft.document)
