"""Bringing a document to another station of its project's workflow."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from versioning.exceptions import IllegalMove, InvalidValue
from versioning.models import Actor, Document, User, Verb, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.recording import record
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.transitions import touch

COMMENT_LENGTH = 10_000


class Kept(Enum):
    """What is not named stays."""

    AS_IT_IS = "as it is"


AS_IT_IS = Kept.AS_IT_IS


def set_workflow_status(
    *,
    actor: Actor,
    document: Document,
    status_id: UUID | None | Kept = AS_IT_IS,
    due_at: datetime | None | Kept = AS_IT_IS,
    comment: str | Kept = AS_IT_IS,
    assignee_id: UUID | None | Kept = AS_IT_IS,
) -> Document:
    """Into this status, with this due date, comment and assignee. The status None takes it out of the workflow.

    Out of a read-only status only publishers take it: the text was closed for their sake. The status that it has
    already may be named, for the rest to change. Raises InvalidValue, IllegalMove, NotAllowed.
    """
    authorize(actor=actor, action=Action.MOVE_ON, project_id=document.project_id)
    if comment is not AS_IT_IS:
        check_text(comment, field="comment", longest=COMMENT_LENGTH)
    with transaction.atomic():
        stored = lock_document(document.pk)
        former = stored.workflow_status
        status = former if status_id is AS_IT_IS else _find_status(status_id, project_id=stored.project_id)
        if former is not None and former != status:
            _check_way_out(actor=actor, former=former, status=status)
        stored.workflow_status = status
        if status is None:
            stored.due_at, stored.workflow_comment, stored.assignee = None, "", None
        if due_at is not AS_IT_IS:
            stored.due_at = due_at
        if comment is not AS_IT_IS:
            stored.workflow_comment = comment
        if assignee_id is not AS_IT_IS:
            stored.assignee = _find_assignee(assignee_id, project_id=stored.project_id)
        touch(actor=actor, document=stored, fields=("workflow_status", "due_at", "workflow_comment", "assignee"))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_MOVED_ON,
            project_id=stored.project_id,
            document=stored,
            former=former and str(former.pk),
            status=status and str(status.pk),
            name=status and status.name,
            due_at=stored.due_at and stored.due_at.isoformat(),
            assignee=stored.assignee_id and str(stored.assignee_id),
            comment=stored.workflow_comment,
        )
    return stored


def _find_status(pk: UUID | None, *, project_id: UUID) -> WorkflowStatus | None:
    if pk is None:
        return None
    # Locked, so that `remove_workflow_status` either sees this document in it or is seen.
    status = WorkflowStatus.objects.select_for_update(no_key=True).filter(pk=pk, project=project_id).first()
    if status is None:
        raise InvalidValue("status_id must be the id of a workflow status of this project.", field="status_id")
    return status


def _check_way_out(*, actor: Actor, former: WorkflowStatus, status: WorkflowStatus | None) -> None:
    if former.read_only:
        authorize(actor=actor, action=Action.UNLOCK, project_id=former.project_id)
    allowed = list(former.following.all())
    if status is not None and allowed and status not in allowed:
        names = [other.name for other in allowed]
        message = f"The workflow leads from {former.name} to {', '.join(names)} only."
        raise IllegalMove(message, field="status_id", allowed=names)


def _find_assignee(pk: UUID | None, *, project_id: UUID) -> User | None:
    if pk is None:
        return None
    member = User.objects.filter(pk=pk, is_active=True, memberships__project=project_id).first()
    if member is None:
        raise InvalidValue("assignee_id must be the id of a member of this project.", field="assignee_id")
    return member
