import pytest

from tests.cast import Cast
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound
from versioning.models import Document, Draft, Verb, Version
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document


def _tree(cast: Cast) -> dict[str, Document]:
    """Guides > (Money > Refunds, Returns), beside Contact."""
    guides = cast.document("Guides", kind="category")
    money = cast.document("Money", kind="category", parent_id=guides.pk)
    refunds = cast.document("Refunds", parent_id=money.pk)
    returns = cast.document("Returns", parent_id=guides.pk)
    contact = cast.document("Contact")
    return {document.title: document for document in (guides, money, refunds, returns, contact)}


def _live() -> set[str]:
    return set(Document.objects.filter(trashed_at=None).values_list("title", flat=True))


def test_hides_the_document_and_deletes_nothing(cast: Cast) -> None:
    draft = cast.fork(cast.document())

    trashed = trash_document(actor=cast.manager, document=draft.document)

    assert trashed.trashed_at is not None
    assert _live() == set()
    assert Version.objects.filter(document=trashed).count() == 2
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_category_takes_all_below_it_along(cast: Cast) -> None:
    tree = _tree(cast)

    trash_document(actor=cast.manager, document=tree["Guides"])

    assert _live() == {"Contact"}


def test_an_inner_category_leaves_what_is_beside_and_above_it(cast: Cast) -> None:
    tree = _tree(cast)

    trash_document(actor=cast.manager, document=tree["Money"])

    assert _live() == {"Guides", "Returns", "Contact"}


def test_writes_one_event_that_names_what_went_along(cast: Cast) -> None:
    tree = _tree(cast)

    with recorded() as events:
        trash_document(actor=cast.manager, document=tree["Guides"])

    along = {str(tree[title].pk) for title in ("Money", "Refunds", "Returns")}
    assert [(event.verb, event.document_id, event.data["title"]) for event in events] == [
        (Verb.DOCUMENT_TRASHED, tree["Guides"].pk, "Guides")
    ]
    assert set(events[0].data["along"]) == along


def test_refuses_what_is_in_the_trash_already(cast: Cast) -> None:
    document = trash_document(actor=cast.manager, document=cast.document())
    before = everything_stored()

    with pytest.raises(NotFound):
        trash_document(actor=cast.manager, document=document)

    assert everything_stored() == before


def test_leaves_another_project_alone(cast: Cast) -> None:
    tree = _tree(cast)
    other = cast.document("Refunds elsewhere")

    trash_document(actor=cast.manager, document=tree["Guides"])

    assert Document.objects.get(pk=other.pk).trashed_at is None


def test_one_restore_brings_exactly_these_back(cast: Cast) -> None:
    tree = _tree(cast)
    trash_document(actor=cast.manager, document=tree["Returns"])
    trash_document(actor=cast.manager, document=tree["Guides"])

    restore_document(actor=cast.manager, document=tree["Guides"])

    assert _live() == {"Guides", "Money", "Refunds", "Contact"}
