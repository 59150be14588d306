from typing import Any

import pytest

from tests.cast import TEXT, Cast
from tests.reading import changed, current_of, row_of
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import DraftChanged, NotFound, StatusReadOnly, VersionFrozen
from versioning.models import Blob, Document, Draft, Verb, Version, WorkflowStatus
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.save_draft import save_draft
from versioning.services.versions.publish_and_promote import publish_and_promote
from versioning.services.versions.publish_version import publish_version

SNAPSHOT = {
    "title": "New",
    "description": "Newer.",
    "content_type": "wysiwyg",
    "fields": {"a": [1, None]},
    "name": "Q2",
}


def _stored(draft: Draft) -> Version:
    return Version.objects.with_text().get(pk=draft.version_id)


@pytest.mark.parametrize(("field", "value"), SNAPSHOT.items())
def test_replaces_the_field_that_is_named_and_no_other(cast: Cast, field: str, value: Any) -> None:
    draft = cast.draft()
    before = row_of(draft.version)

    save_draft(actor=cast.publisher, draft=draft, changes={field: value})

    after = row_of(draft.version)
    assert after[field] == value
    assert changed(before=before, after=after) == {field, "modified_at", "modified_by_id"}


def test_replaces_the_body(cast: Cast) -> None:
    draft = cast.draft()

    saved = cast.save(draft, body="Other.")

    assert saved.version.text == _stored(draft).text == "Other."


def test_the_revision_grows_by_one(cast: Cast) -> None:
    draft = cast.draft()

    revisions = [cast.save(draft, body=f"Text {number}.").revision for number in range(3)]

    assert revisions == [2, 3, 4]
    assert Draft.objects.get(pk=draft.pk).revision == 4


def test_tells_who_saved_last_and_when(cast: Cast) -> None:
    draft = cast.draft()

    saved = save_draft(actor=cast.publisher, draft=draft, changes={"title": "New"})

    stored = Draft.objects.select_related("version").get(pk=draft.pk)
    assert stored.last_saved_by == stored.version.modified_by == cast.publisher.user
    assert stored.last_saved_at == stored.version.modified_at == saved.last_saved_at > draft.last_saved_at


def test_writes_one_event_that_leads_to_the_former_text(cast: Cast) -> None:
    draft = cast.draft()
    former = draft.version.body_id

    with recorded() as events:
        cast.save(draft, title="New", body="Other.")

    assert [(event.verb, event.version_id, event.data) for event in events] == [
        (
            Verb.DRAFT_SAVED,
            draft.version_id,
            {"revision": 2, "fields": ["body", "title"], "former_body": former, "former": {"title": "Refunds"}},
        )
    ]
    assert Blob.objects.get(pk=former).read().decode() == TEXT


def test_keeps_in_the_event_what_sent_the_save(cast: Cast) -> None:
    draft = cast.draft()

    with recorded() as events:
        save_draft(actor=cast.editor, draft=draft, changes={"title": "New"}, origin="API")

    assert events[0].data["origin"] == "API"


def test_one_text_is_kept_once(cast: Cast) -> None:
    draft = cast.draft()
    cast.save(draft, body="Other.")

    cast.save(draft, body=TEXT)

    assert Blob.objects.filter(document=draft.document_id).count() == 2


def test_leaves_every_other_version_as_it_is(cast: Cast) -> None:
    document = cast.document()
    draft, others = cast.fork(document), [cast.fork(document), cast.fork(document)]
    versions = [current_of(document), *(other.version for other in others)]
    before = [row_of(version) for version in versions]

    cast.save(draft, body="Other.", title="New", fields={"a": 1})

    assert [row_of(version) for version in versions] == before


def test_saves_where_the_revision_is_the_expected_one(cast: Cast) -> None:
    draft = cast.draft()

    saved = save_draft(actor=cast.editor, draft=draft, changes={"body": "Mine."}, expected_revision=1)

    assert (saved.revision, saved.version.text) == (2, "Mine.")


def test_saves_over_an_older_copy_where_no_revision_is_expected(cast: Cast) -> None:
    draft = cast.draft()
    cast.save(draft, body="Theirs.")

    saved = save_draft(actor=cast.editor, draft=draft, changes={"title": "Mine"})

    assert (saved.revision, saved.version.text, saved.version.title) == (3, "Theirs.", "Mine")


@pytest.mark.parametrize("expected", [0, 1, 3, 99])
def test_refuses_another_revision_than_the_expected_one_and_stores_nothing(cast: Cast, expected: int) -> None:
    draft = cast.fork(cast.document())
    cast.save(draft, body="Theirs.")
    before = everything_stored()

    with pytest.raises(DraftChanged):
        save_draft(actor=cast.editor, draft=draft, changes={"body": "Mine."}, expected_revision=expected)

    assert everything_stored() == before


def test_the_refusal_carries_base_theirs_and_mine(cast: Cast) -> None:
    draft = cast.fork(cast.document())
    theirs = save_draft(actor=cast.publisher, draft=draft, changes={"body": "Theirs.", "title": "Their title"})
    mine = {"body": "Mine.", "title": "My title", "fields": {"a": 1}}

    with pytest.raises(DraftChanged) as refusal:
        save_draft(actor=cast.editor, draft=draft, changes=mine, expected_revision=1)

    assert refusal.value.data == {
        "revision": 2,
        "saved_by": "Paul handbook",
        "saved_at": theirs.last_saved_at,
        "base": {"body": TEXT, "title": "Refunds", "fields": {}},
        "theirs": {"body": "Theirs.", "title": "Their title", "fields": {}},
        "mine": mine,
    }


def test_the_refusal_has_no_base_before_the_first_promotion(cast: Cast) -> None:
    draft = cast.draft()
    cast.save(draft, body="Theirs.")

    with pytest.raises(DraftChanged) as refusal:
        save_draft(actor=cast.editor, draft=draft, changes={"body": "Mine."}, expected_revision=1)

    assert refusal.value.data["base"] is None


def test_refuses_a_published_version(cast: Cast) -> None:
    draft = cast.draft()
    publish_version(actor=cast.publisher, version=draft.version)
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        cast.save(draft, body="Too late.")

    assert everything_stored() == before


def test_refuses_a_discarded_draft(cast: Cast) -> None:
    draft = cast.draft()
    discard_draft(actor=cast.editor, draft=draft)
    before = everything_stored()

    with pytest.raises(VersionFrozen):
        cast.save(draft, body="Too late.")

    assert everything_stored() == before


def test_refuses_while_the_workflow_status_is_read_only(cast: Cast) -> None:
    draft = cast.draft()
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", read_only=True)
    set_workflow_status(actor=cast.editor, document=draft.document, status_id=status.pk)
    before = everything_stored()

    with pytest.raises(StatusReadOnly) as refusal:
        cast.save(draft, body="Other.")

    assert refusal.value.data == {"status": "Review"}
    assert everything_stored() == before


def test_saves_in_any_other_workflow_status(cast: Cast) -> None:
    draft = cast.draft()
    status = WorkflowStatus.objects.create(project=cast.project, name="Writing")
    set_workflow_status(actor=cast.editor, document=draft.document, status_id=status.pk)

    assert cast.save(draft, body="Other.").version.text == "Other."


def test_refuses_a_draft_of_a_trashed_document(cast: Cast) -> None:
    draft = cast.draft()
    trash_document(actor=cast.manager, document=draft.document)

    with pytest.raises(NotFound):
        cast.save(draft, body="Too late.")


def test_lists_show_the_drafts_title_until_something_is_promoted(cast: Cast) -> None:
    draft = cast.draft()

    cast.save(draft, title="New")

    assert Document.objects.get(pk=draft.document_id).title == "New"


def test_lists_show_the_current_versions_title_whatever_a_draft_says(cast: Cast) -> None:
    document = cast.document()

    cast.save(cast.fork(document), title="New")

    assert Document.objects.get(pk=document.pk).title == "Refunds"


def test_what_is_published_is_what_was_saved_last(cast: Cast) -> None:
    draft = cast.draft()
    cast.save(draft, body="First.")
    cast.save(draft, body="Last.")

    version = publish_and_promote(actor=cast.publisher, draft=draft)

    assert version.text == "Last."
