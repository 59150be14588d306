import pytest

from tests.cast import TEXT, Cast
from tests.reading import current_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotArchived, NotFound, VersionNotFound
from versioning.models import Document, Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.restore_version import restore_version


def _archived(cast: Cast) -> Version:
    version = current_of(cast.document())
    return archive_version(actor=cast.publisher, version=version)


def test_brings_it_back_to_published_with_its_text_and_dates(cast: Cast) -> None:
    version = _archived(cast)

    restore_version(actor=cast.publisher, version=version)

    stored = Version.objects.with_text().get(pk=version.pk)
    assert (stored.status, stored.archived_at, stored.text) == ("published", None, TEXT)
    assert stored.published_at == version.published_at


def test_does_not_promote_it(cast: Cast) -> None:
    version = _archived(cast)

    restore_version(actor=cast.publisher, version=version)

    assert Document.objects.get(pk=version.document_id).current is None


def test_it_can_be_promoted_again(cast: Cast) -> None:
    version = restore_version(actor=cast.publisher, version=_archived(cast))

    promote_version(actor=cast.publisher, version=version)

    assert Document.objects.get(pk=version.document_id).current_id == version.pk


def test_writes_one_event(cast: Cast) -> None:
    version = _archived(cast)

    with recorded() as events:
        restore_version(actor=cast.publisher, version=version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_RESTORED, version.pk, {"number": 1})
    ]


def test_refuses_a_published_version(cast: Cast) -> None:
    version = current_of(cast.document())
    before = everything_stored()

    with pytest.raises(NotArchived):
        restore_version(actor=cast.publisher, version=version)

    assert everything_stored() == before


def test_refuses_a_draft(cast: Cast) -> None:
    with pytest.raises(NotArchived):
        restore_version(actor=cast.publisher, version=cast.draft().version)


def test_refuses_a_discarded_draft(cast: Cast) -> None:
    version = discard_draft(actor=cast.editor, draft=cast.draft())

    with pytest.raises(NotArchived):
        restore_version(actor=cast.publisher, version=version)


def test_refuses_a_version_in_the_trash(cast: Cast) -> None:
    version = _archived(cast)
    Version.objects.filter(pk=version.pk).update(trashed_at=version.created_at)

    with pytest.raises(VersionNotFound):
        restore_version(actor=cast.publisher, version=version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    version = _archived(cast)
    trash_document(actor=cast.manager, document=version.document)

    with pytest.raises(NotFound):
        restore_version(actor=cast.publisher, version=version)
