import pytest

from tests.cast import Cast
from tests.races import run_together
from tests.reading import changed, current_of, row_of
from tests.services.observing import everything_stored, recorded
from tests.services.promises import assert_promises_hold
from versioning.exceptions import LastVersion, NotFound, NotPublished, VersionIsCurrent, VersionNotFound
from versioning.models import Document, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.trash_version import trash_version


def _trash(cast: Cast, version: Version) -> Version:
    return trash_version(actor=cast.manager, version=version)


def _first_of_two(cast: Cast) -> Version:
    """Version 1, published, of a document whose version 2 is current."""
    first = current_of(cast.document())
    cast.version(first.document, "Second.")
    return first


def test_changes_nothing_but_when_it_was_trashed(cast: Cast) -> None:
    version = _first_of_two(cast)
    before = row_of(version)

    trashed = _trash(cast, version)

    assert trashed.trashed_at is not None
    assert changed(before=before, after=row_of(version)) == {"trashed_at"}


def test_it_is_among_the_documents_versions_no_more(cast: Cast) -> None:
    version = _first_of_two(cast)

    _trash(cast, version)

    assert [row.number for row in Version.objects.of(version.document_id)] == [2]


def test_its_number_is_not_given_again(cast: Cast) -> None:
    document = cast.document()
    second = cast.version(document, "Second.")
    promote_version(actor=cast.publisher, version=Version.objects.get(document=document, number=1))

    _trash(cast, second)

    assert cast.fork(document).version.number == 3


def test_writes_one_event(cast: Cast) -> None:
    version = _first_of_two(cast)

    with recorded() as events:
        _trash(cast, version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_TRASHED, version.pk, {"number": 1})
    ]


def test_takes_a_discarded_draft(cast: Cast) -> None:
    document = cast.document()
    version = discard_draft(actor=cast.editor, draft=cast.fork(document))

    assert _trash(cast, version).trashed_at is not None


def test_refuses_an_open_draft(cast: Cast) -> None:
    version = cast.fork(cast.document()).version
    before = everything_stored()

    with pytest.raises(NotPublished, match="An open draft is discarded instead"):
        _trash(cast, version)

    assert everything_stored() == before


def test_refuses_the_current_version(cast: Cast) -> None:
    version = current_of(cast.document())
    before = everything_stored()

    with pytest.raises(VersionIsCurrent):
        _trash(cast, version)

    assert everything_stored() == before


def test_refuses_the_last_one_that_is_neither_discarded_nor_in_the_trash(cast: Cast) -> None:
    first = _first_of_two(cast)
    second = current_of(first.document)
    discard_draft(actor=cast.editor, draft=cast.fork(first.document))
    archive_version(actor=cast.publisher, version=second)
    _trash(cast, second)
    before = everything_stored()

    with pytest.raises(LastVersion):
        _trash(cast, first)

    assert everything_stored() == before


def test_an_open_draft_is_reason_enough_to_let_the_last_published_one_go(cast: Cast) -> None:
    version = current_of(cast.document())
    cast.fork(version.document)
    archive_version(actor=cast.publisher, version=version)

    assert _trash(cast, version).trashed_at is not None


def test_refuses_what_is_in_the_trash_already(cast: Cast) -> None:
    version = _first_of_two(cast)
    _trash(cast, version)

    with pytest.raises(VersionNotFound):
        _trash(cast, version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    version = _first_of_two(cast)
    trash_document(actor=cast.manager, document=version.document)

    with pytest.raises(NotFound):
        _trash(cast, version)


def test_of_the_last_two_at_once_one_stays(live_cast: Cast) -> None:
    first = _first_of_two(live_cast)
    second = current_of(first.document)
    archive_version(actor=live_cast.publisher, version=second)

    results = run_together(lambda: _trash(live_cast, first), lambda: _trash(live_cast, second))

    assert [type(result) for result in results if isinstance(result, Exception)] == [LastVersion]
    assert Version.objects.of(first.document_id).count() == 1


def test_what_is_promoted_meanwhile_is_not_in_the_trash(live_cast: Cast) -> None:
    version = _first_of_two(live_cast)

    results = run_together(
        lambda: _trash(live_cast, version),
        lambda: promote_version(actor=live_cast.publisher, version=version),
    )

    (refusal,) = (result for result in results if isinstance(result, Exception))
    assert isinstance(refusal, VersionIsCurrent | VersionNotFound)
    assert not Document.objects.filter(current__trashed_at__isnull=False).exists()
    assert_promises_hold(version.document_id)
