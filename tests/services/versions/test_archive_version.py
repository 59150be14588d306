import pytest

from tests.cast import TEXT, Cast
from tests.reading import current_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound, NotPublished, VersionNotFound
from versioning.models import Document, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.versions.archive_version import archive_version


def _current(cast: Cast) -> Version:
    return current_of(cast.document())


def test_archiving_the_current_version_leaves_the_document_without_any(cast: Cast) -> None:
    version = _current(cast)

    archived = archive_version(actor=cast.publisher, version=version)

    assert (archived.status, archived.is_current) == ("archived", False)
    assert Document.objects.get(pk=version.document_id).current is None


def test_archiving_the_current_version_is_told_as_two_events(cast: Cast) -> None:
    version = _current(cast)

    with recorded() as events:
        archive_version(actor=cast.publisher, version=version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_UNPROMOTED, version.pk, {"number": 1}),
        (Verb.VERSION_ARCHIVED, version.pk, {"number": 1}),
    ]


def test_archiving_another_version_leaves_the_pointer_where_it_is(cast: Cast) -> None:
    first = _current(cast)
    second = cast.version(first.document, "Second.")

    with recorded() as events:
        archive_version(actor=cast.publisher, version=first)

    assert Document.objects.get(pk=first.document_id).current_id == second.pk
    assert [event.verb for event in events] == [Verb.VERSION_ARCHIVED]


def test_keeps_the_text_and_who_published_it_when(cast: Cast) -> None:
    version = _current(cast)

    archive_version(actor=cast.publisher, version=version)

    stored = Version.objects.with_text().get(pk=version.pk)
    assert (stored.text, stored.published_at, stored.published_by) == (TEXT, version.published_at, cast.publisher.user)
    assert stored.archived_at is not None


def test_refuses_a_draft(cast: Cast) -> None:
    draft = cast.draft()
    before = everything_stored()

    with pytest.raises(NotPublished, match="a draft is discarded instead"):
        archive_version(actor=cast.publisher, version=draft.version)

    assert everything_stored() == before


def test_refuses_an_archived_version(cast: Cast) -> None:
    version = archive_version(actor=cast.publisher, version=_current(cast))
    before = everything_stored()

    with pytest.raises(NotPublished):
        archive_version(actor=cast.publisher, version=version)

    assert everything_stored() == before


def test_refuses_a_version_in_the_trash(cast: Cast) -> None:
    version = _current(cast)
    Version.objects.filter(pk=version.pk).update(trashed_at=version.created_at)

    with pytest.raises(VersionNotFound):
        archive_version(actor=cast.publisher, version=version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    version = _current(cast)
    trash_document(actor=cast.manager, document=version.document)

    with pytest.raises(NotFound):
        archive_version(actor=cast.publisher, version=version)
