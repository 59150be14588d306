from collections.abc import Callable

from tests.cast import Cast
from tests.races import run_together
from tests.services.promises import assert_promises_hold
from versioning.exceptions import DraftOutdated, NotPublished, VersionFrozen
from versioning.models import Document, Event, Verb, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version

AT_ONCE = 8


def _published(cast: Cast, document: Document) -> Version:
    return publish_version(actor=cast.publisher, version=cast.fork(document).version)


def _promote(cast: Cast, version: Version) -> Callable[[], Version]:
    return lambda: promote_version(actor=cast.publisher, version=version)


def _archive(cast: Cast, version: Version) -> Callable[[], Version]:
    return lambda: archive_version(actor=cast.publisher, version=version)


def _current(document: Document) -> Version | None:
    return Document.objects.select_related("current").get(pk=document.pk).current


def _events(document: Document, verb: Verb) -> list[Event]:
    return list(Event.objects.filter(document=document, verb=verb).order_by("id"))


def test_promotions_leave_one_current_version_and_events_that_tell_the_order(live_cast: Cast) -> None:
    document = live_cast.document()
    versions = [_published(live_cast, document) for _ in range(AT_ONCE)]

    results = run_together(*[_promote(live_cast, version) for version in versions])

    events = _events(document, Verb.VERSION_PROMOTED)[1:]
    assert set(results) == set(versions)
    assert {event.version_id for event in events} == {version.pk for version in versions}
    assert events[-1].version == _current(document)
    assert_promises_hold(document.pk)


def test_promoting_one_version_at_once_is_told_once(live_cast: Cast) -> None:
    document = live_cast.document()
    version = _published(live_cast, document)

    run_together(*[_promote(live_cast, version)] * AT_ONCE)

    assert _current(document) == version
    assert [event.version_id for event in _events(document, Verb.VERSION_PROMOTED)][1:] == [version.pk]


def test_the_current_version_is_never_an_archived_one(live_cast: Cast) -> None:
    document = live_cast.document()
    versions = [_published(live_cast, document) for _ in range(4)]

    results = run_together(
        *[_promote(live_cast, version) for version in versions], *[_archive(live_cast, version) for version in versions]
    )

    assert all(isinstance(result, Version | NotPublished) for result in results)
    assert {Version.objects.get(pk=version.pk).status for version in versions} == {"archived"}
    assert_promises_hold(document.pk)


def test_archiving_one_version_at_once_is_told_once(live_cast: Cast) -> None:
    document = live_cast.document()
    assert document.current is not None

    results = run_together(*[_archive(live_cast, document.current)] * AT_ONCE)

    assert sorted(type(result).__name__ for result in results) == ["NotPublished"] * 7 + ["Version"]
    assert _current(document) is None
    assert len(_events(document, Verb.VERSION_ARCHIVED)) == 1
    assert_promises_hold(document.pk)


def test_restoring_and_promoting_what_was_archived(live_cast: Cast) -> None:
    document = live_cast.document()
    assert document.current is not None
    version = archive_version(actor=live_cast.publisher, version=document.current)

    restored, promoted = run_together(
        lambda: restore_version(actor=live_cast.publisher, version=version), _promote(live_cast, version)
    )

    assert restored.status == "published"
    assert _current(document) == (None if isinstance(promoted, NotPublished) else version)
    assert_promises_hold(document.pk)


def test_a_draft_is_published_or_discarded_but_never_both(live_cast: Cast) -> None:
    document = live_cast.document()
    draft = live_cast.fork(document)

    published, discarded = run_together(
        lambda: publish_version(actor=live_cast.publisher, version=draft.version),
        lambda: discard_draft(actor=live_cast.editor, draft=draft),
    )

    version = Version.objects.get(pk=draft.version_id)
    assert isinstance(published, VersionFrozen) != isinstance(discarded, VersionFrozen)
    assert version.was_published == isinstance(published, Version)
    assert_promises_hold(document.pk)


def test_a_draft_is_published_once(live_cast: Cast) -> None:
    draft = live_cast.draft()

    results = run_together(
        *[lambda: publish_version(actor=live_cast.publisher, version=draft.version)] * 4,
        *[lambda: publish_and_promote(actor=live_cast.publisher, draft=draft)] * 4,
    )

    assert sorted(type(result).__name__ for result in results) == ["Version"] + ["VersionFrozen"] * 7
    assert len(_events(draft.document, Verb.VERSION_PUBLISHED)) == 1
    assert_promises_hold(draft.document_id)


def test_of_drafts_with_one_base_the_first_to_go_live_makes_the_others_outdated(live_cast: Cast) -> None:
    document = live_cast.document()
    drafts = [live_cast.fork(document) for _ in range(AT_ONCE)]

    results = run_together(
        *[lambda draft=draft: publish_and_promote(actor=live_cast.publisher, draft=draft) for draft in drafts]
    )

    (version,) = [result for result in results if isinstance(result, Version)]
    refusals = [result for result in results if isinstance(result, DraftOutdated)]
    assert len(refusals) == 7
    assert {(refusal.data["base"], refusal.data["current"]) for refusal in refusals} == {(1, version.number)}
    assert _current(document) == version
    assert_promises_hold(document.pk)
