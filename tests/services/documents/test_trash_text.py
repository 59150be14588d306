import pytest

from tests.cast import Cast
from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Document
from versioning.services.documents.trash_text import trash_text

ARTICLES = (Document.Kind.ARTICLE, Document.Kind.DOCUMENT)


def _trash(cast: Cast, document: Document) -> None:
    trash_text(actor=cast.manager, document=document, kinds=ARTICLES)


def test_takes_a_translation_that_its_caller_never_saw(cast: Cast) -> None:
    original = cast.document()
    cast.draft("Erstattungen", language="de", translation_key=original.translation_key)

    _trash(cast, original)

    assert not Document.objects.filter(trashed_at=None).exists()


def test_leaves_other_kinds_of_the_same_key(cast: Cast) -> None:
    original = cast.document()
    category = cast.draft("Guides", language="de", kind="category", translation_key=original.translation_key).document

    _trash(cast, original)

    assert Document.objects.filter(trashed_at=None).get() == category


def test_finds_nothing_the_second_time(cast: Cast) -> None:
    original = cast.document()
    _trash(cast, original)

    with pytest.raises(NotFound):
        _trash(cast, original)


def test_is_for_managers(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        trash_text(actor=cast.publisher, document=cast.document(), kinds=ARTICLES)
