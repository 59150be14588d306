from collections.abc import Callable
from typing import Any

from tests.cast import TEXT, Cast
from tests.races import run_together
from tests.services.promises import assert_promises_hold
from versioning.exceptions import DraftChanged, VersionFrozen
from versioning.models import Blob, Document, Draft, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version

AT_ONCE = 8


def _save(cast: Cast, draft: Draft, body: str, expected_revision: int | None = None) -> Callable[[], Draft]:
    return lambda: save_draft(
        actor=cast.editor, draft=draft, changes={"body": body}, expected_revision=expected_revision
    )


def _text(draft: Draft) -> str:
    return Version.objects.with_text().get(pk=draft.version_id).text


def _texts_kept(draft: Draft) -> set[str]:
    return {blob.read().decode() for blob in Blob.objects.filter(document=draft.document_id)}


def _last_acknowledged(results: list[Any]) -> str:
    """Return the text of the save with the highest revision, or the text before them if none was done."""
    saved = [result for result in results if isinstance(result, Draft)]
    return max(saved, key=lambda draft: draft.revision).version.text if saved else TEXT


def test_one_save_of_a_revision_wins_and_the_others_are_told_of_it(live_cast: Cast) -> None:
    draft = live_cast.draft()

    results = run_together(
        *[_save(live_cast, draft, f"Text {number}.", expected_revision=1) for number in range(AT_ONCE)]
    )

    refusals = [result for result in results if isinstance(result, DraftChanged)]
    winner = _last_acknowledged(results)
    assert len(refusals) == 7
    assert _text(draft) == winner
    assert {refusal.data["theirs"]["body"] for refusal in refusals} == {winner}
    assert {refusal.data["mine"]["body"] for refusal in refusals} == {f"Text {n}." for n in range(AT_ONCE)} - {winner}
    assert_promises_hold(draft.document_id)


def test_saves_that_expect_nothing_all_land_one_after_another(live_cast: Cast) -> None:
    draft = live_cast.draft()

    results = run_together(*[_save(live_cast, draft, f"Text {number}.") for number in range(AT_ONCE)])

    assert sorted(result.revision for result in results) == list(range(2, 10))
    assert _text(draft) == _last_acknowledged(results)
    assert _texts_kept(draft) == {TEXT, *(f"Text {number}." for number in range(AT_ONCE))}
    assert_promises_hold(draft.document_id)


def test_saves_of_different_fields_do_not_undo_each_other(live_cast: Cast) -> None:
    draft = live_cast.draft()
    fields = {"title": "New", "description": "Newer.", "body": "Newest.", "fields": {"a": 1}, "name": "Q2"}

    run_together(
        *[
            lambda change=change: save_draft(actor=live_cast.editor, draft=draft, changes=dict([change]))
            for change in fields.items()
        ]
    )

    version = Version.objects.with_text().get(pk=draft.version_id)
    assert {name: version.text if name == "body" else getattr(version, name) for name in fields} == fields


def test_what_is_published_is_the_last_text_that_was_acknowledged(live_cast: Cast) -> None:
    draft = live_cast.draft()

    published, *saves = run_together(
        lambda: publish_version(actor=live_cast.publisher, version=draft.version),
        *[_save(live_cast, draft, f"Text {number}.") for number in range(AT_ONCE - 1)],
    )

    assert isinstance(published, Version)
    assert all(isinstance(save, Draft | VersionFrozen) for save in saves)
    assert _text(draft) == _last_acknowledged(saves)
    assert_promises_hold(draft.document_id)


def test_what_is_promoted_is_the_last_text_that_was_acknowledged(live_cast: Cast) -> None:
    draft = live_cast.save(live_cast.fork(live_cast.document()), body=TEXT)

    promoted, *saves = run_together(
        lambda: publish_and_promote(actor=live_cast.publisher, draft=draft),
        *[_save(live_cast, draft, f"Text {number}.") for number in range(AT_ONCE - 1)],
    )

    assert Document.objects.get(pk=draft.document_id).current == promoted
    assert all(isinstance(save, Draft | VersionFrozen) for save in saves)
    assert _text(draft) == _last_acknowledged(saves)
    assert_promises_hold(draft.document_id)


def test_what_is_discarded_is_the_last_text_that_was_acknowledged(live_cast: Cast) -> None:
    draft = live_cast.draft()

    discarded, *saves = run_together(
        lambda: discard_draft(actor=live_cast.editor, draft=draft),
        *[_save(live_cast, draft, f"Text {number}.") for number in range(AT_ONCE - 1)],
    )

    assert discarded.status == Version.Status.ARCHIVED
    assert all(isinstance(save, Draft | VersionFrozen) for save in saves)
    assert _text(draft) == _last_acknowledged(saves)
    assert_promises_hold(draft.document_id)


def test_saves_of_two_drafts_do_not_meet(live_cast: Cast) -> None:
    document = live_cast.document()
    drafts = [live_cast.fork(document) for _ in range(AT_ONCE)]

    run_together(*[_save(live_cast, draft, f"Text {draft.version.number}.", expected_revision=1) for draft in drafts])

    assert [_text(draft) for draft in drafts] == [f"Text {draft.version.number}." for draft in drafts]
    assert_promises_hold(document.pk)


def test_one_text_saved_in_many_drafts_at_once_is_kept_once(live_cast: Cast) -> None:
    document = live_cast.document()
    drafts = [live_cast.fork(document) for _ in range(AT_ONCE)]

    results = run_together(*[_save(live_cast, draft, "The same.") for draft in drafts])

    assert [result.version.text for result in results] == ["The same."] * AT_ONCE
    assert Blob.objects.filter(document=document).count() == 2
