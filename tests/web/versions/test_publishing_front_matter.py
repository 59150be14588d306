"""The first publication offers what the front matter says of the document."""

from tests.cast import Cast
from tests.web.conftest import Desks
from tests.web.versions.publishing import ask, publish, seen
from versioning.models import Document

STATED = "---\nslug: money\nlang: de\nweight: 7\ntags: [shop]\n---\n\nText.\n"


def test_a_first_version_offers_what_its_front_matter_says(cast: Cast, desks: Desks) -> None:
    text = ask(desks.publisher, cast.draft(body=STATED))

    assert "Use the front matter for the document's settings" in text
    assert "<dt>Slug</dt><dd>money</dd>" in text
    assert "<dt>Language</dt><dd>de</dd>" in text


def test_a_first_version_gives_the_document_what_its_front_matter_says(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=STATED)

    publish(desks.publisher, draft, seen(draft, adopt="yes"))

    document = Document.objects.get(pk=draft.document_id)
    assert (document.slug, document.order, document.presentation.tags) == ("money", 7, ["shop"])


def test_the_document_keeps_its_settings_if_the_box_is_not_checked(cast: Cast, desks: Desks) -> None:
    draft = cast.draft(body=STATED)

    publish(desks.publisher, draft, seen(draft))

    assert Document.objects.get(pk=draft.document_id).slug == "refunds"


def test_a_later_version_does_not_offer_it(cast: Cast, desks: Desks) -> None:
    draft = cast.save(cast.fork(cast.document()), body=STATED)

    assert "Use the front matter" not in ask(desks.publisher, draft)
