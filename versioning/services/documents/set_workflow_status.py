"""Move a document to another status of its project's workflow."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from versioning.exceptions import IllegalMove, InvalidValue
from versioning.models import Actor, Document, User, Verb, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import LockedDocument, locked
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.touching import touch

COMMENT_LENGTH = 10_000
FIELDS = ("workflow_status", "due_at", "workflow_comment", "assignee")


class Unchanged(Enum):
    """Sentinel: leave the field unchanged. None is a value of its own."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


def set_workflow_status(
    *,
    actor: Actor,
    document: Document,
    status_id: UUID | None | Unchanged = UNCHANGED,
    due_at: datetime | None | Unchanged = UNCHANGED,
    comment: str | Unchanged = UNCHANGED,
    assignee_id: UUID | None | Unchanged = UNCHANGED,
) -> Document:
    """Set the document's status, due date, comment and assignee. The status None takes it out of the workflow.

    Only publishers take a document out of a read-only status, because the status protects the text. Naming the status
    that the document has is no move. Raises InvalidValue, IllegalMove, NotAllowed.
    """
    authorize(actor=actor, action=Action.SET_WORKFLOW_STATUS, project_id=document.project_id)
    if comment is not UNCHANGED:
        check_text(comment, field="comment", longest=COMMENT_LENGTH)
    with locked(document.pk, actor=actor) as held:
        stored, former = held.document, held.document.workflow_status
        if status_id is not UNCHANGED:
            _move(held, _find_status(status_id, project_id=stored.project_id))
        # A due date, a comment and an assignee belong to a status.
        if stored.workflow_status is None:
            stored.due_at, stored.workflow_comment, stored.assignee = None, "", None
        if due_at is not UNCHANGED:
            stored.due_at = due_at
        if comment is not UNCHANGED:
            stored.workflow_comment = comment
        if assignee_id is not UNCHANGED:
            stored.assignee = _find_assignee(assignee_id, project_id=stored.project_id)
        touch(held, *FIELDS)
        record_change(held, Verb.DOCUMENT_MOVED_ON, former=former and str(former.pk), **_recorded(stored))
    return stored


def _move(held: LockedDocument, status: WorkflowStatus | None) -> None:
    former = held.document.workflow_status
    if former is not None and former != status:
        _check_move(held.actor, former=former, status=status)
    held.document.workflow_status = status


def _recorded(document: Document) -> dict[str, Any]:
    status = document.workflow_status
    return {
        "status": status and str(status.pk),
        "name": status and status.name,
        "due_at": document.due_at and document.due_at.isoformat(),
        "assignee": document.assignee_id and str(document.assignee_id),
        "comment": document.workflow_comment,
    }


def _find_status(pk: UUID | None, *, project_id: UUID) -> WorkflowStatus | None:
    if pk is None:
        return None
    # Locked, so that `remove_workflow_status` either sees this document in the status or is seen here.
    status = WorkflowStatus.objects.select_for_update(no_key=True).filter(pk=pk, project=project_id).first()
    if status is None:
        raise InvalidValue("status_id must be the id of a workflow status of this project.", field="status_id")
    return status


def _check_move(actor: Actor, *, former: WorkflowStatus, status: WorkflowStatus | None) -> None:
    if former.read_only:
        authorize(actor=actor, action=Action.UNLOCK, project_id=former.project_id)
    allowed = list(former.following.all())
    # A status that names no following ones allows all of them.
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
