import pytest

from tests.cast import Cast
from tests.races import run_together
from tests.services.observing import everything_stored, recorded
from versioning.exceptions import InUse, InvalidValue, NotFound
from versioning.models import Document, Verb, WorkflowStatus
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.projects.remove_workflow_status import remove_workflow_status


def _status(cast: Cast, name: str = "Review") -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=name)


def test_takes_it_away(cast: Cast) -> None:
    status = _status(cast)

    with recorded() as events:
        remove_workflow_status(actor=cast.manager, status=status)

    assert not WorkflowStatus.objects.exists()
    assert [(event.verb, event.data["name"]) for event in events] == [(Verb.WORKFLOW_STATUS_REMOVED, "Review")]


def test_others_lead_there_no_more(cast: Cast) -> None:
    status, other, draft = _status(cast), _status(cast, "Done"), _status(cast, "Draft")
    draft.following.set([status, other])

    remove_workflow_status(actor=cast.manager, status=status)

    assert list(draft.following.all()) == [other]


@pytest.mark.parametrize("trashed", [False, True])
def test_refuses_a_status_that_documents_have(cast: Cast, trashed: bool) -> None:
    status, document = _status(cast), cast.document()
    set_workflow_status(actor=cast.editor, document=document, status_id=status.pk)
    if trashed:
        trash_document(actor=cast.manager, document=document)
    before = everything_stored()

    with pytest.raises(InUse):
        remove_workflow_status(actor=cast.manager, status=status)

    assert everything_stored() == before


def test_refuses_the_only_way_out_of_another(cast: Cast) -> None:
    status, draft = _status(cast), _status(cast, "Draft")
    draft.following.add(status)

    with pytest.raises(InUse, match="Draft leads only to this status"):
        remove_workflow_status(actor=cast.manager, status=status)

    assert list(draft.following.all()) == [status]


def test_takes_one_that_only_it_leads_to(cast: Cast) -> None:
    status = _status(cast)
    status.following.add(status)

    remove_workflow_status(actor=cast.manager, status=status)

    assert not WorkflowStatus.objects.exists()


def test_refuses_what_was_removed_meanwhile(cast: Cast) -> None:
    status = _status(cast)
    WorkflowStatus.objects.filter(pk=status.pk).delete()

    with pytest.raises(NotFound):
        remove_workflow_status(actor=cast.manager, status=status)


def test_no_document_enters_a_status_that_is_removed(live_cast: Cast) -> None:
    status = _status(live_cast)
    documents = [live_cast.document(f"Number {number}") for number in range(3)]

    removed, *moved = run_together(
        lambda: remove_workflow_status(actor=live_cast.manager, status=status),
        *[
            lambda document=document: set_workflow_status(
                actor=live_cast.editor, document=document, status_id=status.pk
            )
            for document in documents
        ],
    )

    standing = Document.objects.filter(workflow_status=status.pk).count()
    assert all(isinstance(result, Document | InvalidValue) for result in moved)
    assert sum(isinstance(result, Document) for result in moved) == standing
    assert isinstance(removed, InUse) if standing else removed is None
