from tests.cast import Cast
from versioning.models import Document, Presentation


def test_a_document_without_one_has_the_defaults(cast: Cast) -> None:
    presentation = cast.document().presentation

    assert (presentation.allow_comments, presentation.show_table_of_contents) == (True, True)
    assert (presentation.tags, presentation.status_indicator, presentation.category_type) == ([], "none", "folder")
    assert not Presentation.objects.exists()


def test_a_document_shows_what_was_set(cast: Cast) -> None:
    document = cast.document()
    Presentation.objects.create(document=document, icon="coin")

    presentation = Document.objects.get(pk=document.pk).presentation

    assert (presentation.icon, str(presentation)) == ("coin", "presentation of Refunds")


def test_two_documents_never_share_their_tags(cast: Cast) -> None:
    first, second = (cast.document(title).presentation for title in ("First", "Second"))

    first.tags.append("new")

    assert second.tags == []


def test_it_goes_with_its_document_and_so_does_what_points_there(cast: Cast) -> None:
    document, other = cast.draft().document, cast.document("Other")
    Presentation.objects.create(document=document)
    pointing = Presentation.objects.create(document=other)
    pointing.related.add(document)
    document.versions.all().delete()

    document.delete()

    assert list(Presentation.objects.all()) == [pointing]
    assert list(pointing.related.all()) == []
