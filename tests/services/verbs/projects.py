"""Verbs of projects."""

from typing import Any
from uuid import uuid4

from tests.cast import Cast
from tests.services.verbs.case import Act, Case
from versioning.models import Language, Role, WorkflowStatus
from versioning.services.people.invite_person import invite_person
from versioning.services.people.withdraw_invitation import withdraw_invitation
from versioning.services.projects.add_language import add_language
from versioning.services.projects.create_workflow_status import NewWorkflowStatus, create_workflow_status
from versioning.services.projects.remove_language import remove_language
from versioning.services.projects.remove_workflow_status import remove_workflow_status
from versioning.services.projects.update_workflow_status import update_workflow_status


def _add_language(cast: Cast) -> Act:
    Language.objects.filter(project=cast.project, code="de").delete()
    return lambda actor: add_language(actor=actor, project=cast.project, code="de")


def _remove_language(cast: Cast) -> Act:
    language, _ = Language.objects.get_or_create(project=cast.project, code="de")
    return lambda actor: remove_language(actor=actor, language=language)


def _status(cast: Cast, **values: Any) -> WorkflowStatus:
    return WorkflowStatus.objects.create(project=cast.project, name=f"Review {uuid4()}", **values)


def _create_status(cast: Cast) -> Act:
    new = NewWorkflowStatus(name=f"Draft {uuid4()}", following=[_status(cast)])
    return lambda actor: create_workflow_status(actor=actor, project=cast.project, new=new)


def _update_status(cast: Cast) -> Act:
    status, changes = _status(cast), {"read_only": True, "following": [_status(cast)]}
    return lambda actor: update_workflow_status(actor=actor, status=status, changes=changes)


def _remove_status(cast: Cast) -> Act:
    status = _status(cast)
    return lambda actor: remove_workflow_status(actor=actor, status=status)


def _invite(cast: Cast) -> Act:
    return lambda actor: invite_person(
        actor=actor, project=cast.project, email=f"{uuid4().hex}@example.org", role=Role.VIEWER
    )


def _withdraw(cast: Cast) -> Act:
    email = f"{uuid4().hex}@example.org"
    invitation = invite_person(actor=cast.manager, project=cast.project, email=email, role=Role.VIEWER)
    return lambda actor: withdraw_invitation(actor=actor, invitation=invitation)


VERBS = {
    "invite_person": Case(Role.MANAGER, _invite),
    "withdraw_invitation": Case(Role.MANAGER, _withdraw),
    "add_language": Case(Role.MANAGER, _add_language),
    "remove_language": Case(Role.MANAGER, _remove_language),
    "create_workflow_status": Case(Role.MANAGER, _create_status),
    "update_workflow_status": Case(Role.MANAGER, _update_status),
    "remove_workflow_status": Case(Role.MANAGER, _remove_status),
}
