import pytest

from tests.cast import Cast
from versioning.exceptions import StatusReadOnly
from versioning.models import Document, Draft, WorkflowStatus
from versioning.models.draft import DraftForSave
from versioning.services.drafts.save_draft import save_draft


def test_a_draft_that_was_read_without_its_read_only_status_cannot_be_saved(cast: Cast) -> None:
    draft = cast.draft()

    with pytest.raises(KeyError, match="read_only"):
        DraftForSave.of(Draft.objects.with_everything().get(pk=draft.pk))


def test_a_draft_that_was_read_for_a_save_knows_its_read_only_status(cast: Cast) -> None:
    draft = cast.draft()
    status = WorkflowStatus.objects.create(project=cast.project, name="Review", read_only=True)
    Document.objects.filter(pk=draft.document_id).update(workflow_status=status)

    row = Draft.objects.for_save(draft.pk, user=draft.last_saved_by_id, digest=b"", base=None, files=b"")

    assert row is not None
    assert row.read_only_status == "Review"
    with pytest.raises(StatusReadOnly):
        save_draft(actor=cast.editor, draft=draft, changes={"title": "New"})
