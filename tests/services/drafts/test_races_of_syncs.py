from collections.abc import Callable

from tests.cast import TEXT, Cast
from tests.races import run_together
from tests.services.drafts.syncing import BOTH, CLASHING, MINE, THEIRS, outdated
from tests.services.promises import assert_promises_hold
from versioning.exceptions import DraftChanged, MergeConflict, VersionFrozen
from versioning.models import Blob, Document, Draft, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.drafts.sync_draft import Resolution, Synced, sync_draft
from versioning.services.versions.promote_version import promote_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version

AT_ONCE = 6


def _sync(cast: Cast, draft: Draft, resolution: Resolution | None = None) -> Callable[[], Synced]:
    return lambda: sync_draft(actor=cast.editor, draft=draft, resolution=resolution)


def _save(cast: Cast, draft: Draft, body: str) -> Callable[[], Draft]:
    return lambda: save_draft(actor=cast.editor, draft=draft, changes={"body": body})


def _text(draft: Draft) -> str:
    return Version.objects.with_text().get(pk=draft.version_id).text


def _texts_kept(draft: Draft) -> set[str]:
    return {blob.read().decode() for blob in Blob.objects.filter(document=draft.document_id)}


def test_of_syncs_at_once_one_merges_and_the_others_find_nothing_to_do(live_cast: Cast) -> None:
    draft = outdated(live_cast)

    results = run_together(*[_sync(live_cast, draft)] * AT_ONCE)

    assert sorted(result.merged for result in results) == [False] * (AT_ONCE - 1) + [True]
    assert (_text(draft), Draft.objects.get(pk=draft.pk).revision) == (BOTH, 3)
    assert_promises_hold(draft.document_id)


def test_of_resolutions_at_once_one_is_stored_and_the_others_are_told(live_cast: Cast) -> None:
    draft = outdated(live_cast, theirs=CLASHING)
    answers = [Resolution(base=3, revision=2, changes={"body": f"Text {number}."}) for number in range(AT_ONCE)]

    results = run_together(*[_sync(live_cast, draft, answer) for answer in answers])

    (synced,) = [result for result in results if isinstance(result, Synced)]
    refusals = [result for result in results if isinstance(result, DraftChanged)]
    assert len(refusals) == AT_ONCE - 1
    assert _text(draft) == synced.draft.version.text
    assert {refusal.data["mine"]["body"] for refusal in refusals} == {answer.changes["body"] for answer in answers} - {
        _text(draft)
    }
    assert_promises_hold(draft.document_id)


def test_a_sync_never_undoes_a_save_nor_the_other_way_round(live_cast: Cast) -> None:
    draft = outdated(live_cast)
    texts = [f"{MINE}\nSaved {number}.\n" for number in range(AT_ONCE - 1)]

    synced, *saves = run_together(_sync(live_cast, draft), *[_save(live_cast, draft, text) for text in texts])

    last = max((save for save in saves if isinstance(save, Draft)), key=lambda save: save.revision)
    assert all(isinstance(save, Draft) for save in saves)
    assert isinstance(synced, Synced | DraftChanged)
    assert {TEXT, MINE, THEIRS, *texts} <= _texts_kept(draft)
    if isinstance(synced, Synced) and synced.draft.revision > last.revision:
        assert _text(draft) == last.version.text.replace("# Title", "# Their title")
    else:
        assert _text(draft) == last.version.text
    assert_promises_hold(draft.document_id)


def test_a_sync_merges_the_version_that_is_current_when_it_ends(live_cast: Cast) -> None:
    draft = outdated(live_cast)
    later = live_cast.save(live_cast.fork(draft.document), body=f"Before all.\n\n{THEIRS}")
    version = publish_version(actor=live_cast.publisher, version=later.version)

    synced, promoted = run_together(
        _sync(live_cast, draft), lambda: promote_version(actor=live_cast.publisher, version=version)
    )

    row = Draft.objects.select_related("base", "version").get(pk=draft.pk)
    expected = {3: BOTH, version.number: f"Before all.\n\n{BOTH}"}
    assert isinstance(synced, Synced)
    assert promoted == version
    assert row.base is not None
    assert _text(draft) == expected[row.base.number]
    assert row.version.merged_id == row.base_id
    assert_promises_hold(draft.document_id)


def test_what_is_published_is_the_text_before_the_sync_or_after_it(live_cast: Cast) -> None:
    draft = outdated(live_cast)

    synced, published = run_together(
        _sync(live_cast, draft), lambda: publish_version(actor=live_cast.publisher, version=draft.version)
    )

    assert isinstance(synced, Synced | VersionFrozen)
    assert isinstance(published, Version)
    assert _text(draft) == (BOTH if isinstance(synced, Synced) else MINE)
    assert_promises_hold(draft.document_id)


def test_what_goes_live_was_synced_or_is_refused(live_cast: Cast) -> None:
    draft = outdated(live_cast)

    synced, live = run_together(
        _sync(live_cast, draft), lambda: publish_and_promote(actor=live_cast.publisher, draft=draft)
    )

    assert isinstance(synced, Synced)
    current = Document.objects.get(pk=draft.document_id).current_id
    assert (current == draft.version_id) == isinstance(live, Version)
    assert _text(draft) == BOTH
    assert_promises_hold(draft.document_id)


def test_a_draft_is_synced_or_discarded_or_both_and_keeps_its_text(live_cast: Cast) -> None:
    draft = outdated(live_cast)

    synced, discarded = run_together(
        _sync(live_cast, draft), lambda: discard_draft(actor=live_cast.editor, draft=draft)
    )

    assert isinstance(synced, Synced | VersionFrozen)
    assert isinstance(discarded, Version)
    assert _text(draft) == (BOTH if isinstance(synced, Synced) else MINE)
    assert_promises_hold(draft.document_id)


def test_conflicts_told_at_once_store_nothing(live_cast: Cast) -> None:
    draft = outdated(live_cast, theirs=CLASHING)

    results = run_together(*[_sync(live_cast, draft)] * AT_ONCE)

    assert all(isinstance(result, MergeConflict) for result in results)
    assert (_text(draft), Draft.objects.get(pk=draft.pk).revision) == (MINE, 2)
