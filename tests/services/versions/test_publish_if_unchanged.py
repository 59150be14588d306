from typing import Any

import pytest

from tests.cast import Cast
from tests.races import run_together
from tests.reading import current_of
from tests.services.observing import everything_stored, read_in_transactions
from tests.services.promises import assert_promises_hold
from versioning.exceptions import CurrentChanged, DraftChanged, DraftOutdated, InvalidValue, VersionFrozen
from versioning.models import Document, Draft, SearchEntry, Version
from versioning.services.drafts.save_draft import save_draft
from versioning.services.versions.preconditions import DraftPreconditions, Outdated, Preconditions
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_if_unchanged import Promotion, publish_if_unchanged
from versioning.services.versions.publish_version import publish_version


def publish(cast: Cast, draft: Draft, **values: Any) -> Version:
    seen = DraftPreconditions(current_id=draft.document.current_id, revision=draft.revision)
    given = {"expected": seen, "name": "", "promotion": Promotion.NOW, "outdated": Outdated.REFUSE}
    return publish_if_unchanged(actor=cast.publisher, draft=draft, **{**given, "name": draft.version.name, **values})


def test_publishes_under_the_name_and_promotes(cast: Cast) -> None:
    draft = cast.fork(cast.document())

    version = publish(cast, draft, name="Summer terms")

    assert current_of(draft.document) == version
    assert (version.name, version.status) == ("Summer terms", Version.Status.PUBLISHED)


@pytest.mark.parametrize("promotion", Promotion)
def test_reads_no_text_while_it_holds_the_lock(cast: Cast, promotion: Promotion) -> None:
    draft = cast.save(cast.fork(cast.document()), body="Another text.")

    with read_in_transactions() as texts:
        version = publish(cast, draft, name="Summer terms", promotion=promotion)

    assert texts == []
    assert version.words == 2


def test_promoting_reads_no_text_while_it_holds_the_lock(cast: Cast) -> None:
    document = cast.document()
    draft = cast.save(cast.fork(document), body="Another text.")
    version = publish(cast, draft, promotion=Promotion.LATER)
    found = Version.objects.listed().get(pk=version.pk)

    with read_in_transactions() as texts:
        promote_version(actor=cast.publisher, version=found, expected=Preconditions(current_id=document.current_id))

    assert texts == []
    assert SearchEntry.objects.get().text == "Another text."


def test_readers_keep_what_they_see_where_it_is_promoted_later(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)

    version = publish(cast, draft, promotion=Promotion.LATER)

    assert version.status == Version.Status.PUBLISHED
    assert current_of(document).number == 1


def test_what_was_saved_since_is_not_published(cast: Cast) -> None:
    draft = cast.fork(cast.document())
    cast.save(draft, body="Nobody read this.")
    before = everything_stored()

    with pytest.raises(DraftChanged):
        publish(cast, draft, name="Another")

    assert everything_stored() == before


def test_what_replaces_another_version_than_was_seen_is_not_published(cast: Cast) -> None:
    draft = cast.fork(cast.document())
    cast.version(draft.document, "Another became current.")
    before = everything_stored()

    with pytest.raises(CurrentChanged):
        publish(cast, draft, outdated=Outdated.OVERRIDE)

    assert everything_stored() == before


def test_an_outdated_draft_replaces_nothing_unless_it_is_overridden(cast: Cast) -> None:
    draft = cast.fork(cast.document())
    current = cast.version(draft.document, "Another became current.")
    seen = DraftPreconditions(current_id=current.pk, revision=1)
    before = everything_stored()

    with pytest.raises(DraftOutdated):
        publish(cast, draft, expected=seen, name="Another")

    assert everything_stored() == before
    assert publish(cast, draft, expected=seen, outdated=Outdated.OVERRIDE).is_current


def test_a_name_that_is_too_long_is_refused(cast: Cast) -> None:
    draft = cast.draft()

    with pytest.raises(InvalidValue) as refusal:
        publish(cast, draft, name="x" * 256)

    assert refusal.value.field == "name"


def test_what_is_closed_already_is_told(cast: Cast) -> None:
    draft = cast.draft()
    publish_and_promote(actor=cast.publisher, draft=draft)

    with pytest.raises(VersionFrozen):
        publish(cast, draft, expected=DraftPreconditions(current_id=draft.version_id, revision=1))


def test_of_a_save_and_a_publishing_at_once_only_what_was_seen_is_published(live_cast: Cast) -> None:
    draft = live_cast.fork(live_cast.document())

    saved, published = run_together(
        lambda: save_draft(actor=live_cast.editor, draft=draft, changes={"body": "Late."}),
        lambda: publish(live_cast, draft),
    )

    text = Version.objects.with_text().get(pk=draft.version_id).text
    assert isinstance(saved, VersionFrozen) == isinstance(published, Version)
    assert (text == "Late.") == isinstance(published, DraftChanged)
    assert_promises_hold(draft.document_id)


def test_promotes_in_place_of_what_was_seen(cast: Cast) -> None:
    document = cast.document()
    former = current_of(document)
    now = cast.version(document, "Second.")

    promote_version(actor=cast.publisher, version=former, expected=Preconditions(current_id=now.pk))

    assert current_of(document) == former


@pytest.mark.parametrize("seen", [None, "first"])
def test_promotes_nothing_in_place_of_what_was_not_seen(cast: Cast, seen: str | None) -> None:
    document = cast.document()
    first = current_of(document)
    cast.version(document, "Second.")
    third = publish_version(actor=cast.publisher, version=cast.fork(document).version)
    before = everything_stored()

    with pytest.raises(CurrentChanged):
        promote_version(
            actor=cast.publisher, version=third, expected=Preconditions(current_id=first.pk if seen else None)
        )

    assert everything_stored() == before


def test_of_two_promotions_in_place_of_one_version_one_is_told(live_cast: Cast) -> None:
    document = live_cast.document()
    others = [publish_version(actor=live_cast.publisher, version=live_cast.fork(document).version) for _ in "ab"]
    seen = Preconditions(current_id=document.current_id)

    results = run_together(
        *[lambda one=one: promote_version(actor=live_cast.publisher, version=one, expected=seen) for one in others]
    )

    assert sorted(type(result).__name__ for result in results) == ["CurrentChanged", "Version"]
    assert Document.objects.get(pk=document.pk).current in others
