import pytest

from tests.cast import Cast
from tests.reading import changed, current_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound, NotPublished, VersionNotFound
from versioning.models import Document, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_version import publish_version


def _published(cast: Cast, document: Document, **changes: str) -> Version:
    draft = cast.save(cast.fork(document), **changes)
    return publish_version(actor=cast.publisher, version=draft.version)


def test_moves_the_pointer_and_what_is_found_by_it_and_nothing_else(cast: Cast) -> None:
    document = cast.document()
    version = _published(cast, document, body="Second.")
    before = everything_stored()

    promote_version(actor=cast.publisher, version=version)

    assert current_of(document) == version
    assert changed(before=before, after=everything_stored()) == {
        "versioning_document",
        "versioning_event",
        "versioning_searchentry",
    }


def test_the_former_version_stays_published_and_can_be_promoted_again(cast: Cast) -> None:
    document = cast.document()
    first = current_of(document)
    promote_version(actor=cast.publisher, version=_published(cast, document))

    promote_version(actor=cast.publisher, version=first)

    assert Document.objects.get(pk=document.pk).current_id == first.pk
    assert {version.status for version in Version.objects.of(document.pk)} == {"published"}


def test_lists_show_its_title_from_then_on(cast: Cast) -> None:
    document = cast.document()

    promote_version(actor=cast.publisher, version=_published(cast, document, title="New"))

    stored = Document.objects.get(pk=document.pk)
    assert (stored.title, stored.revision, stored.updated_by) == ("New", document.revision + 1, cast.publisher.user)


def test_writes_one_event_that_names_the_former(cast: Cast) -> None:
    document = cast.document()
    version = _published(cast, document)

    with recorded() as events:
        promote_version(actor=cast.publisher, version=version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_PROMOTED, version.pk, {"number": 2, "former": str(document.current_id)})
    ]


def test_the_first_promotion_has_no_former(cast: Cast) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)

    with recorded() as events:
        promote_version(actor=cast.publisher, version=version)

    assert [event.data["former"] for event in events] == [None]


def test_promoting_the_current_version_again_changes_nothing(cast: Cast) -> None:
    document = cast.document()
    before = everything_stored()

    promote_version(actor=cast.publisher, version=current_of(document))

    assert everything_stored() == before


def test_refuses_a_draft(cast: Cast) -> None:
    draft = cast.fork(cast.document())
    before = everything_stored()

    with pytest.raises(NotPublished):
        promote_version(actor=cast.publisher, version=draft.version)

    assert everything_stored() == before


def test_refuses_an_archived_version(cast: Cast) -> None:
    version = current_of(cast.document())
    archive_version(actor=cast.publisher, version=version)

    with pytest.raises(NotPublished):
        promote_version(actor=cast.publisher, version=version)


def test_refuses_a_version_in_the_trash(cast: Cast) -> None:
    document = cast.document()
    version = _published(cast, document)
    Version.objects.filter(pk=version.pk).update(trashed_at=version.created_at)

    with pytest.raises(VersionNotFound):
        promote_version(actor=cast.publisher, version=version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    document = cast.document()
    version = _published(cast, document)
    trash_document(actor=cast.manager, document=document)

    with pytest.raises(NotFound):
        promote_version(actor=cast.publisher, version=version)
