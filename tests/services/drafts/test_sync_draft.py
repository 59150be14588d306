from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from tests.cast import TEXT, Cast
from tests.reading import current_of, row_of
from tests.services.drafts.syncing import BOTH, CLASHING, MINE, THEIRS, outdated, stored, sync
from tests.services.observing import everything_stored, recorded
from tests.services.promises import assert_promises_hold
from versioning.exceptions import (
    DraftChanged,
    MergeConflict,
    NotFound,
    StatusReadOnly,
    VersionFrozen,
)
from versioning.models import Blob, Document, Draft, Verb, Version, WorkflowStatus
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.sync_draft import sync_draft
from versioning.services.maintenance.verify_database import verify_database
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version


def test_merges_the_current_version_into_the_draft(cast: Cast) -> None:
    draft = outdated(cast)

    synced = sync(cast, draft)

    assert synced.merged
    assert synced.draft.version.text == stored(draft).text == BOTH


def test_the_draft_is_not_outdated_any_more_and_can_go_live(cast: Cast) -> None:
    draft = outdated(cast)
    current = current_of(draft.document)

    synced = sync(cast, draft)

    row = Draft.objects.select_related("document", "base", "version").get(pk=draft.pk)
    assert (row.base, row.is_outdated, row.revision) == (current, False, 3)
    assert (synced.draft.base, synced.draft.is_outdated, synced.draft.revision) == (current, False, 3)
    assert publish_and_promote(actor=cast.publisher, draft=draft).text == BOTH


def test_the_version_has_a_second_parent_and_keeps_its_first(cast: Cast) -> None:
    draft = outdated(cast)
    source = draft.version.source_id

    sync(cast, draft)

    version = stored(draft)
    assert (version.source_id, version.merged) == (source, current_of(draft.document))


def test_writes_one_event_that_leads_to_the_former_text(cast: Cast) -> None:
    draft = outdated(cast)
    former = stored(draft).body_id

    with recorded() as events:
        sync(cast, draft)

    told = {"revision": 3, "fields": ["body"], "former_body": former, "base": 1, "current": 3}
    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (Verb.DRAFT_SYNCED, draft.version_id, told)
    ]
    assert Blob.objects.get(pk=former).read().decode() == MINE


def test_tells_who_synced_and_when(cast: Cast) -> None:
    draft = outdated(cast)

    sync_draft(actor=cast.publisher, draft=draft)

    row = Draft.objects.select_related("version").get(pk=draft.pk)
    assert row.last_saved_by == row.version.modified_by == cast.publisher.user
    assert row.last_saved_at > draft.last_saved_at


def test_leaves_every_other_version_as_it_is(cast: Cast) -> None:
    draft = outdated(cast)
    others = list(Version.objects.filter(document=draft.document).exclude(pk=draft.version_id))
    before = [row_of(version) for version in others]

    sync(cast, draft)

    assert [row_of(version) for version in others] == before


def test_leaves_a_database_that_proves_sound(cast: Cast) -> None:
    draft = outdated(cast)

    sync(cast, draft)

    assert not list(verify_database(actor=system_actor(), tell=lambda _: None))
    assert_promises_hold(draft.document_id)


def test_what_the_draft_has_already_moves_its_base_alone(cast: Cast) -> None:
    draft = outdated(cast, theirs=MINE)
    texts = Blob.objects.count()

    synced = sync(cast, draft)

    assert (synced.merged, synced.draft.revision, synced.draft.is_outdated) == (True, 3, False)
    assert (stored(draft).text, Blob.objects.count()) == (MINE, texts)


def test_syncs_again_from_where_it_synced_last(cast: Cast) -> None:
    draft = outdated(cast)
    sync(cast, draft)
    later = cast.version(draft.document, f"Before all.\n\n{THEIRS}")

    sync(cast, draft)

    version = stored(draft)
    assert (version.text, version.merged_id) == (f"Before all.\n\n{BOTH}", later.pk)


def test_nothing_happens_to_a_draft_that_is_not_outdated(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body=MINE)
    before = everything_stored()

    synced = sync(cast, draft)

    assert (synced.merged, synced.draft.revision) == (False, 2)
    assert everything_stored() == before


def test_nothing_happens_where_no_version_is_current(cast: Cast) -> None:
    draft = cast.save(cast.fork(cast.document()), body=MINE)
    archive_version(actor=cast.publisher, version=current_of(draft.document))
    before = everything_stored()

    synced = sync(cast, draft)

    assert not synced.merged
    assert everything_stored() == before


def test_a_draft_without_a_base_takes_what_it_has_alike(cast: Cast) -> None:
    draft = cast.draft()
    publish_and_promote(actor=cast.publisher, draft=cast.fork(draft.document, source="1"))

    synced = sync(cast, draft)

    assert (synced.merged, stored(draft).text) == (True, TEXT)


def test_a_draft_without_a_base_conflicts_in_what_differs(cast: Cast) -> None:
    draft = cast.draft()
    publish_and_promote(actor=cast.publisher, draft=cast.save(cast.fork(draft.document, source="1"), body=THEIRS))

    with pytest.raises(MergeConflict) as refusal:
        sync(cast, draft)

    assert refusal.value.data["base"] is None
    assert [conflict["field"] for conflict in refusal.value.data["conflicts"]] == ["body"]


def test_a_conflict_is_told_and_nothing_is_stored(cast: Cast) -> None:
    draft = outdated(cast, theirs=CLASHING)
    document, before = Document.objects.select_related("current").get(pk=draft.document_id), everything_stored()

    with pytest.raises(MergeConflict) as refusal:
        sync(cast, draft)

    assert everything_stored() == before
    assert refusal.value.data == {
        "base": {"id": str(draft.base_id), "number": 1},
        "current": {"id": str(document.current_id), "number": 3},
        "draft": {"identifier": draft.identifier, "revision": 2},
        "conflicts": [
            {
                "field": "body",
                "base": {"start": 4, "count": 1, "text": "Second line.\n"},
                "theirs": {"start": 4, "count": 1, "text": "Their line.\n"},
                "mine": {"start": 4, "count": 1, "text": "My line.\n"},
                "suggestion": None,
            }
        ],
        "merged": {"title": "Refunds", "description": "", "content_type": "markdown", "fields": {}},
        "pieces": [{"text": "# Title\n\nFirst line.\n"}, {"conflict": 0}],
        "coarse": False,
    }


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_refuses_another_revision_than_the_expected_one(cast: Cast, expected: int) -> None:
    draft = outdated(cast)
    before = everything_stored()

    with pytest.raises(DraftChanged):
        sync(cast, draft, expected_revision=expected)

    assert everything_stored() == before


def test_syncs_the_expected_revision(cast: Cast) -> None:
    assert sync(cast, outdated(cast), expected_revision=2).merged


def test_refuses_a_draft_that_is_open_no_more(cast: Cast) -> None:
    published, discarded = outdated(cast), outdated(cast)
    publish_version(actor=cast.publisher, version=published.version)
    discard_draft(actor=cast.editor, draft=discarded)

    for draft in (published, discarded):
        with pytest.raises(VersionFrozen):
            sync(cast, draft)


def test_refuses_a_draft_of_a_trashed_document(cast: Cast) -> None:
    draft = outdated(cast)
    trash_document(actor=cast.manager, document=draft.document)

    with pytest.raises(NotFound):
        sync(cast, draft)


def test_refuses_while_the_workflow_status_is_read_only(cast: Cast) -> None:
    draft = outdated(cast)
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", read_only=True)
    set_workflow_status(actor=cast.editor, document=draft.document, status_id=status.pk)
    before = everything_stored()

    with pytest.raises(StatusReadOnly):
        sync(cast, draft)

    assert everything_stored() == before


@contextmanager
def before_each_lock(act: Callable[[int], object], *, times: int) -> Iterator[None]:
    """Lets somebody else act, so many times, between the reading of the texts and the lock."""
    acted = 0

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal acted
        is_lock = sql.startswith("SELECT") and "versioning_draft" in sql and "known_blob" in sql
        if is_lock and acted < times:
            acted += 1
            act(acted)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def test_merges_anew_what_was_saved_during_the_merge(cast: Cast) -> None:
    draft = outdated(cast)

    with before_each_lock(lambda _: Draft.objects.filter(pk=draft.pk).update(revision=9), times=1):
        synced = sync(cast, draft)

    assert (synced.merged, synced.draft.revision) == (True, 10)


def test_gives_up_where_others_never_stop_saving(cast: Cast) -> None:
    draft = outdated(cast)

    with (
        before_each_lock(lambda turn: Draft.objects.filter(pk=draft.pk).update(revision=9 + turn), times=3),
        pytest.raises(DraftChanged, match="changed each time") as refusal,
    ):
        sync(cast, draft)

    assert refusal.value.data["revision"] == 12
    assert stored(draft).text == MINE
