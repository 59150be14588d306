import pytest

from tests.cast import Cast
from tests.reading import current_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import CurrentChanged, NotPublished, VersioningError
from versioning.models import Document, Event, Verb, Version
from versioning.services.lookups import find_version
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.preconditions import Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.undo_publication import undo_publication


def undo(cast: Cast, version: Version, *, current: Version | None) -> Version:
    fresh = find_version(document=Document.objects.get(pk=version.document_id), reference=str(version.pk))
    expected = Preconditions(current_id=None if current is None else current.pk)
    return undo_publication(actor=cast.publisher, version=fresh, expected=expected)


@pytest.fixture
def versions(cast: Cast) -> tuple[Version, Version]:
    """Return both versions of a document. The second one is current."""
    first = current_of(cast.document(body="First.\n"))
    return first, cast.version(first.document, "Second.\n")


def test_the_version_that_was_current_before_is_current_again(cast: Cast, versions: tuple[Version, Version]) -> None:
    first, second = versions

    changed = undo(cast, second, current=second)

    assert changed == first == current_of(first.document)
    assert Version.objects.get(pk=second.pk).status == Version.Status.PUBLISHED


def test_a_promotion_of_an_older_version_is_undone_too(cast: Cast, versions: tuple[Version, Version]) -> None:
    first, second = versions
    promote_version(actor=cast.publisher, version=first)

    undo(cast, first, current=first)

    assert current_of(first.document) == second


def test_a_first_version_is_archived(cast: Cast) -> None:
    version = current_of(cast.document())

    with recorded() as events:
        undo(cast, version, current=version)

    assert Version.objects.get(pk=version.pk).status == Version.Status.ARCHIVED
    assert [event.verb for event in events] == [Verb.VERSION_UNPROMOTED, Verb.VERSION_ARCHIVED]


def test_a_version_that_was_only_published_is_archived(cast: Cast) -> None:
    first = current_of(cast.document())
    second = publish_version(actor=cast.publisher, version=cast.fork(first.document).version)

    undo(cast, second, current=first)

    assert Version.objects.get(pk=second.pk).status == Version.Status.ARCHIVED
    assert current_of(first.document) == first


def test_a_version_that_was_published_long_before_stays_published(cast: Cast) -> None:
    version = current_of(cast.document())
    withdrawn = undo(cast, version, current=version)
    restored = restore_version(actor=cast.publisher, version=withdrawn)
    promote_version(actor=cast.publisher, version=restored)

    with recorded() as events:
        undo(cast, restored, current=restored)

    assert Version.objects.get(pk=version.pk).status == Version.Status.PUBLISHED
    assert [event.verb for event in events] == [Verb.VERSION_UNPROMOTED]


def test_a_version_that_became_current_right_after_its_publication_stays_published(cast: Cast) -> None:
    version = publish_version(actor=cast.publisher, version=cast.draft().version)
    promote_version(actor=cast.publisher, version=version)

    withdrawn = undo(cast, version, current=version)

    assert (withdrawn.status, withdrawn.document.current_id) == (Version.Status.PUBLISHED, None)


def test_archives_no_version_that_was_replaced_since(cast: Cast, versions: tuple[Version, Version]) -> None:
    first, second = versions

    with pytest.raises(CurrentChanged, match="Version 1 was current, and no longer is."):
        undo(cast, first, current=second)


def test_replaces_no_version_that_became_current_since(cast: Cast, versions: tuple[Version, Version]) -> None:
    first, second = versions
    cast.version(first.document, "Third.\n")
    before = everything_stored()

    with pytest.raises(CurrentChanged):
        undo(cast, second, current=second)

    assert everything_stored() == before


def test_leads_back_to_no_version_that_readers_cannot_get(cast: Cast, versions: tuple[Version, Version]) -> None:
    first, second = versions
    archive_version(actor=cast.publisher, version=first)

    with pytest.raises(NotPublished, match="Version 1 was current before, and is archived. Restore it first."):
        undo(cast, second, current=second)


def test_leads_back_to_no_version_in_the_trash(cast: Cast, versions: tuple[Version, Version]) -> None:
    first, second = versions
    trash_version(actor=cast.manager, version=first)

    with pytest.raises(VersioningError, match="The version that was current before is in the trash."):
        undo(cast, second, current=second)


def test_refuses_if_the_history_does_not_say_what_was_current(cast: Cast, versions: tuple[Version, Version]) -> None:
    _, second = versions
    Event.objects.filter(version=second, verb=Verb.VERSION_PROMOTED).delete()

    with pytest.raises(CurrentChanged, match="The history doesn't say which version was current before."):
        undo(cast, second, current=second)


def test_archives_nothing_twice(cast: Cast) -> None:
    version = archive_version(actor=cast.publisher, version=current_of(cast.document()))

    with pytest.raises(NotPublished):
        undo(cast, version, current=None)
