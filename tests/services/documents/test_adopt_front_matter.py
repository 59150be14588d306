from tests.cast import Cast
from tests.services.observing import recorded
from versioning.models import Document, Verb, Version
from versioning.services.documents.adopt_front_matter import adopt_front_matter, stated_changes
from versioning.services.documents.update_document import update_document
from versioning.services.lookups import find_version

STATED = "---\nslug: money\nweight: 7\ndraft: true\nlang: de\ntags: [shop, money]\n---\n\nText.\n"


def published(cast: Cast, body: str) -> Version:
    return find_version(document=cast.document(body=body), reference="current")


def test_the_document_gets_what_the_front_matter_says(cast: Cast) -> None:
    version = published(cast, STATED)

    adopt_front_matter(actor=cast.editor, version=version)

    document = Document.objects.get(pk=version.document_id)
    assert (document.slug, document.order, document.hidden, document.language) == ("money", 7, True, "en")
    assert document.presentation.tags == ["shop", "money"]


def test_only_what_differs_is_stated(cast: Cast) -> None:
    version = published(cast, STATED)
    changes = {"slug": "money", "hidden": True}
    document = update_document(actor=cast.editor, document=version.document, changes=changes)

    fresh = find_version(document=document, reference="current")

    assert stated_changes(fresh) == {"order": 7, "tags": ["shop", "money"]}


def test_a_text_without_front_matter_changes_nothing(cast: Cast) -> None:
    version = published(cast, "Text.\n")

    with recorded() as events:
        adopt_front_matter(actor=cast.editor, version=version)

    assert events == []


def test_writes_an_event_for_the_place_and_one_for_the_tags(cast: Cast) -> None:
    version = published(cast, STATED)

    with recorded() as events:
        adopt_front_matter(actor=cast.editor, version=version)

    assert [event.verb for event in events] == [Verb.DOCUMENT_UPDATED, Verb.DOCUMENT_PRESENTED]
