from django.urls import reverse

from tests.cast import Cast, make_cast
from tests.web.conftest import Desks
from versioning.services.documents.trash_document import trash_document


def address(cast: Cast) -> str:
    return f"/projects/{cast.project.slug}/trash/"


def test_it_lists_what_was_moved_to_the_trash_with_a_button_to_restore_it(cast: Cast, desks: Desks) -> None:
    document = cast.document("Refunds")
    cast.document("Returns")
    trash_document(actor=cast.manager, document=document)

    text = desks.manager.get(address(cast)).content.decode()

    assert 'Restore<span class="unseen"> Refunds</span>' in text
    assert reverse("desk:restore-document", args=(document.identifier,)) in text
    assert "Returns" not in text


def test_what_went_with_its_category_is_not_a_line_of_its_own(cast: Cast, desks: Desks) -> None:
    category = cast.draft("Payments", kind="category").document
    cast.draft("Refunds", parent_id=category.pk)
    trash_document(actor=cast.manager, document=category)

    documents = desks.manager.get(address(cast)).context["documents"]

    assert [each.title for each in documents] == ["Payments"]


def test_what_was_in_the_trash_before_its_category_waits_for_it(cast: Cast, desks: Desks) -> None:
    category = cast.draft("Payments", kind="category").document
    document = cast.draft("Refunds", parent_id=category.pk).document
    trash_document(actor=cast.manager, document=document)
    trash_document(actor=cast.manager, document=category)

    text = desks.manager.get(address(cast)).content.decode()

    assert "Restore its category first." in text
    assert reverse("desk:restore-document", args=(document.identifier,)) not in text


def test_the_trash_of_another_project_is_not_in_it(cast: Cast, desks: Desks) -> None:
    other = make_cast("secrets")
    trash_document(actor=other.manager, document=other.document("Launch"))

    assert "The trash is empty." in desks.manager.get(address(cast)).content.decode()


def test_the_address_of_a_document_in_the_trash_answers_as_any_missing_page(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    trash_document(actor=cast.manager, document=document)

    answer = desks.manager.get(f"/d/{document.identifier}/")

    assert answer.status_code == 404
    assert "No page exists at this address, or you don&#x27;t have access to it." in answer.content.decode()


def test_a_broken_cursor_is_named(cast: Cast, desks: Desks) -> None:
    answer = desks.manager.get(f"{address(cast)}?cursor=broken")

    assert answer.status_code == 422
    assert "This cursor is not valid." in answer.content.decode()
