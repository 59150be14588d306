from collections.abc import Callable
from uuid import UUID

from tests.cast import Cast, new_document
from tests.races import run_together
from versioning.exceptions import InvalidValue, ParentTrashed
from versioning.models import Document, Draft
from versioning.services.documents.create_document import create_document
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.documents.update_document import update_document


def _category(cast: Cast, title: str) -> Document:
    return cast.draft(title, kind="category").document


def _move(cast: Cast, document: Document, below: Document) -> Callable[[], Document]:
    return lambda: update_document(actor=cast.editor, document=document, changes={"parent_id": below.pk})


def _trash(cast: Cast, document: Document) -> Callable[[], Document]:
    return lambda: trash_document(actor=cast.manager, document=document)


def _lies_in_a_circle(document_id: UUID) -> bool:
    seen: set[UUID] = set()
    above: UUID | None = document_id
    while above is not None and above not in seen:
        seen.add(above)
        above = Document.objects.get(pk=above).parent_id
    return above is not None


def _live_below_trashed() -> set[str]:
    found = Document.objects.filter(trashed_at=None, parent__trashed_at__isnull=False)
    return set(found.values_list("title", flat=True))


def test_two_moves_never_close_a_circle(live_cast: Cast) -> None:
    first, second = _category(live_cast, "First"), _category(live_cast, "Second")

    results = run_together(_move(live_cast, first, second), _move(live_cast, second, first))

    assert sorted(type(result).__name__ for result in results) == ["Document", "InvalidValue"]
    assert not _lies_in_a_circle(first.pk)


def test_many_moves_never_close_a_circle(live_cast: Cast) -> None:
    categories = [_category(live_cast, f"Number {number}") for number in range(8)]

    results = run_together(
        *[
            _move(live_cast, category, below)
            for category, below in zip(categories, [*categories[1:], categories[0]], strict=True)
        ]
    )

    assert [type(result).__name__ for result in results].count("InvalidValue") == 1
    assert not any(_lies_in_a_circle(category.pk) for category in categories)


def test_nothing_is_made_in_a_category_that_goes_to_the_trash(live_cast: Cast) -> None:
    category = _category(live_cast, "Guides")

    trashed, *made = run_together(
        _trash(live_cast, category),
        *[
            lambda number=number: create_document(
                actor=live_cast.editor,
                workspace=live_cast.workspace,
                **new_document(title=f"New {number}", parent_id=category.pk),
            )
            for number in range(7)
        ],
    )

    assert isinstance(trashed, Document)
    assert all(isinstance(result, Draft | InvalidValue) for result in made)
    assert _live_below_trashed() == set()


def test_nothing_is_moved_into_a_category_that_goes_to_the_trash(live_cast: Cast) -> None:
    category = _category(live_cast, "Guides")
    documents = [live_cast.draft(f"Number {number}").document for number in range(7)]

    trashed, *moved = run_together(
        _trash(live_cast, category), *[_move(live_cast, document, category) for document in documents]
    )

    assert isinstance(trashed, Document)
    assert all(isinstance(result, Document | InvalidValue) for result in moved)
    assert _live_below_trashed() == set()


def test_nothing_is_restored_into_a_category_that_goes_to_the_trash(live_cast: Cast) -> None:
    category = _category(live_cast, "Guides")
    document = live_cast.draft("Refunds", parent_id=category.pk).document
    trash_document(actor=live_cast.manager, document=document)

    trashed, restored = run_together(
        _trash(live_cast, category), lambda: restore_document(actor=live_cast.manager, document=document)
    )

    assert isinstance(trashed, Document)
    assert isinstance(restored, Document | ParentTrashed)
    assert _live_below_trashed() == set()


def test_a_category_and_one_within_it_go_to_the_trash_together(live_cast: Cast) -> None:
    outer = _category(live_cast, "Outer")
    inner = live_cast.draft("Inner", kind="category", parent_id=outer.pk).document
    live_cast.draft("Refunds", parent_id=inner.pk)

    run_together(_trash(live_cast, outer), _trash(live_cast, inner))

    assert not Document.objects.filter(trashed_at=None).exists()


def test_a_category_is_trashed_and_restored_whole(live_cast: Cast) -> None:
    category = _category(live_cast, "Guides")
    for number in range(5):
        live_cast.draft(f"Number {number}", parent_id=category.pk)
    trash_document(actor=live_cast.manager, document=category)

    run_together(
        *[lambda: restore_document(actor=live_cast.manager, document=category)] * 3,
        *[_trash(live_cast, category)] * 3,
    )

    assert Document.objects.filter(trashed_at=None).count() in (0, 6)
