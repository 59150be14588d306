from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.models import Document, Draft, Language


def place(document: Document, **changes: str) -> dict[str, str]:
    return {"revision": str(document.revision), "category": "", "slug": document.slug, "order": "0"} | changes


def test_a_document_is_moved_into_a_category(cast: Cast, desks: Desks) -> None:
    category, document = cast.document("Guides", kind="category"), cast.document()

    answer = desks.editor.post(f"/d/{document.identifier}/details/", place(document, category=str(category.pk)))

    assert answer.status_code == 303
    assert Document.objects.get(pk=document.pk).parent == category


def test_a_place_that_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    shown = place(document, slug="mine")
    desks.manager.post(f"/d/{document.identifier}/details/", place(document, slug="theirs"))

    answer = desks.editor.post(f"/d/{document.identifier}/details/", shown)

    assert answer.status_code == 422
    assert "changed after you opened it" in answer.content.decode()
    assert Document.objects.get(pk=document.pk).slug == "theirs"


def test_a_wrong_value_is_told_beside_its_field(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    answer = desks.editor.post(f"/d/{document.identifier}/details/", place(document, order="x", slug=""))

    assert answer.status_code == 422
    assert 'id="id_order_error"' in answer.content.decode()


def test_a_viewer_reads_the_place_and_why_it_cannot_be_changed(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    page = desks.viewer.get(f"/d/{document.identifier}/details/").content.decode()

    assert "You need the editor role to change document settings. Your role is viewer." in page
    assert desks.viewer.post(f"/d/{document.identifier}/details/", place(document)).status_code == 403


def test_a_translation_begins_with_the_text_that_readers_see(cast: Cast, desks: Desks) -> None:
    document = cast.document(body="Fourteen days.\n")
    Language.objects.create(project=cast.project, code="de")

    desks.editor.post(f"/d/{document.identifier}/translate", {"language": "de"})

    draft = Draft.objects.with_everything().get(document__translation_key=document.translation_key)
    assert (draft.document.language, draft.version.text) == ("de", "Fourteen days.\n")


def test_a_language_that_is_none_of_the_projects_is_refused(cast: Cast, desks: Desks) -> None:
    document = cast.document()

    page = desks.editor.post(f"/d/{document.identifier}/translate", {"language": "xx"}, follow=True).content.decode()

    assert "one of the project&#x27;s languages" in page
    assert not Draft.objects.exists()
