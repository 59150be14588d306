import pytest

from tests.cast import Cast
from tests.reading import current_of, row_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import NotFound, VersionNotFound
from versioning.models import Verb, Version
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.untrash_version import untrash_version


def _trashed(cast: Cast) -> Version:
    version = current_of(cast.document())
    cast.version(version.document, "Second.")
    return trash_version(actor=cast.manager, version=version)


@pytest.mark.parametrize("archived", [False, True])
def test_brings_it_back_as_it_was(cast: Cast, archived: bool) -> None:
    version = current_of(cast.document())
    cast.version(version.document, "Second.")
    if archived:
        archive_version(actor=cast.publisher, version=version)
    before = row_of(version)
    trash_version(actor=cast.manager, version=version)

    untrash_version(actor=cast.manager, version=version)

    assert row_of(version) == before


def test_it_can_be_promoted_again(cast: Cast) -> None:
    version = untrash_version(actor=cast.manager, version=_trashed(cast))

    assert promote_version(actor=cast.publisher, version=version).is_current


def test_a_discarded_draft_can_be_reopened_again(cast: Cast) -> None:
    version = discard_draft(actor=cast.editor, draft=cast.fork(cast.document()))
    trash_version(actor=cast.manager, version=version)

    untrash_version(actor=cast.manager, version=version)

    assert reopen_draft(actor=cast.editor, version=version).version == version


def test_writes_one_event(cast: Cast) -> None:
    version = _trashed(cast)

    with recorded() as events:
        untrash_version(actor=cast.manager, version=version)

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.VERSION_UNTRASHED, version.pk, {"number": 1})
    ]


def test_does_nothing_where_it_is_not_in_the_trash(cast: Cast) -> None:
    version = current_of(cast.document())
    before = everything_stored()

    untrash_version(actor=cast.manager, version=version)

    assert everything_stored() == before


def test_refuses_what_purge_took(cast: Cast) -> None:
    version = _trashed(cast)
    pk = version.pk
    version.delete()
    version.pk = pk

    with pytest.raises(VersionNotFound):
        untrash_version(actor=cast.manager, version=version)


def test_refuses_a_trashed_document(cast: Cast) -> None:
    version = _trashed(cast)
    trash_document(actor=cast.manager, document=version.document)

    with pytest.raises(NotFound):
        untrash_version(actor=cast.manager, version=version)
