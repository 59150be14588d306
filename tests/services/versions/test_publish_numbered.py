from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import read_in_transactions
from versioning.services.versions.publish_numbered import publish_numbered


def test_publishes_the_draft_of_that_number_and_promotes_it(cast: Cast) -> None:
    document = cast.document()
    draft, _ = cast.fork(document), cast.fork(document)

    version = publish_numbered(actor=cast.publisher, document=document, number=draft.version.number)

    assert current_of(document) == version == draft.version


def test_without_a_number_publishes_the_newest_draft(cast: Cast) -> None:
    document = cast.document()
    _, newest = cast.fork(document), cast.fork(document)

    version = publish_numbered(actor=cast.publisher, document=document, number=None)

    assert version == newest.version


def test_reads_no_text_while_it_holds_the_lock(cast: Cast) -> None:
    document = cast.document()
    cast.save(cast.fork(document), body="Another text.")

    with read_in_transactions() as texts:
        version = publish_numbered(actor=cast.publisher, document=document, number=None)

    assert texts == []
    assert (version.text, version.words) == ("Another text.", 2)
