"""Putting a document into a status of its project's workflow."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from versioning.exceptions import IllegalMove, InvalidValue
from versioning.models import Actor, Document, Membership, Verb, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.recording import record
from versioning.services.storable import check_text
from versioning.services.transitions import touch


def move_on(
    *,
    actor: Actor,
    document: Document,
    status_id: UUID | None,
    due_at: datetime | None = None,
    comment: str = "",
    assignee_id: UUID | None = None,
) -> Document:
    """With a due date, a comment and who is to act next; the same status again replaces only these. None: to none.

    Out of a read-only status it takes a publisher: what was locked for review is not unlocked by who wrote it.
    Raises InvalidValue (status_id, assignee_id, comment), IllegalMove.
    """
    authorize(actor=actor, action=Action.MOVE_ON, project_id=document.project_id)
    check_text(comment, field="comment")
    with transaction.atomic():
        stored = lock_document(document.pk)
        former, status = _status(stored, stored.workflow_status_id), _status(stored, status_id)
        if former is not None and former != status:
            _check_move(actor=actor, former=former, status=status)
        _check_assignee(document=stored, assignee_id=assignee_id)
        stored.workflow_status, stored.assignee_id = status, assignee_id
        stored.due_at, stored.workflow_comment = due_at, comment
        touch(actor=actor, document=stored, fields=("workflow_status", "assignee", "due_at", "workflow_comment"))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_MOVED_ON,
            project_id=stored.project_id,
            document=stored,
            former=former and str(former.pk),
            status=status and str(status.pk),
            name=status and status.name,
            due_at=due_at and due_at.isoformat(),
            comment=comment,
            assignee=assignee_id and str(assignee_id),
        )
    return stored


def _status(document: Document, pk: UUID | None) -> WorkflowStatus | None:
    if pk is None:
        return None
    status = WorkflowStatus.objects.filter(project=document.project_id, pk=pk).first()
    if status is None:
        raise InvalidValue("This project has no workflow status of this id.", field="status_id")
    return status


def _check_move(*, actor: Actor, former: WorkflowStatus, status: WorkflowStatus | None) -> None:
    if former.read_only:
        authorize(actor=actor, action=Action.PUBLISH, project_id=former.project_id)
    following = list(former.following.all())
    if status is not None and following and status not in following:
        names = [other.name for other in following]
        raise IllegalMove(
            f"From {former.name} the workflow leads to {', '.join(names)}.", field="status_id", allowed=names
        )


def _check_assignee(*, document: Document, assignee_id: UUID | None) -> None:
    if assignee_id is None:
        return
    if not Membership.objects.filter(project=document.project_id, user=assignee_id).exists():
        raise InvalidValue("This project has no member of this id.", field="assignee_id")
