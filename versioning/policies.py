"""Permissions: one table of actions, used by the services, the APIs and the desk.

A refusal carries a sentence that says which role or scope is missing.
"""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Role, Scope


class Action(Enum):
    """Guarded actions. The value completes the sentence "You need the … role to …"."""

    VIEW = "read documents and their versions"
    CREATE_DOCUMENT = "create documents"
    EDIT_DOCUMENT = "change document settings"
    FORK = "start drafts"
    SAVE = "save drafts"
    DISCARD = "discard or reopen drafts"
    PUBLISH = "publish"
    PROMOTE = "make a version current"
    ARCHIVE = "archive or restore versions"
    SET_WORKFLOW_STATUS = "change the workflow status of documents"
    UNLOCK = "take documents out of a read-only workflow status"
    TRASH = "trash or restore documents and versions"
    OPEN_BRANCH = "open or rename branches"
    CLOSE_BRANCH = "close branches"
    MANAGE_WORKSPACES = "create or rename workspaces"
    VIEW_MEMBERS = "view members"
    MANAGE_WORKFLOW = "configure the workflow"
    MANAGE_MEMBERS = "add, change or remove members"
    MANAGE_TOKENS = "create or revoke project tokens"
    MANAGE_APPLICATIONS = "register or retire applications"
    VIEW_WEBHOOKS = "view webhooks"
    MANAGE_WEBHOOKS = "change or test webhooks"
    MANAGE_PROJECT = "change the name or languages of the project"
    VIEW_USAGE = "view what the project uses of its quotas"
    IMPORT = "import or export documents"
    UPLOAD_FILE = "upload files"
    TRASH_FILE = "trash or restore files"
    CANCEL_JOBS = "cancel jobs of other people"


# action: (minimum role, scope that a token needs)
# The role limits people and tokens. The scope limits tokens further.
POLICIES: dict[Action, tuple[Role, Scope]] = {
    Action.VIEW: (Role.VIEWER, Scope.READ),
    Action.VIEW_MEMBERS: (Role.VIEWER, Scope.READ),
    Action.CREATE_DOCUMENT: (Role.EDITOR, Scope.DRAFT),
    Action.EDIT_DOCUMENT: (Role.EDITOR, Scope.MANAGE),
    Action.FORK: (Role.EDITOR, Scope.DRAFT),
    Action.SAVE: (Role.EDITOR, Scope.DRAFT),
    Action.DISCARD: (Role.EDITOR, Scope.DRAFT),
    Action.SET_WORKFLOW_STATUS: (Role.EDITOR, Scope.DRAFT),
    Action.OPEN_BRANCH: (Role.EDITOR, Scope.DRAFT),
    Action.UPLOAD_FILE: (Role.EDITOR, Scope.DRAFT),
    Action.TRASH_FILE: (Role.EDITOR, Scope.MANAGE),
    Action.PUBLISH: (Role.PUBLISHER, Scope.PUBLISH),
    Action.PROMOTE: (Role.PUBLISHER, Scope.PUBLISH),
    Action.ARCHIVE: (Role.PUBLISHER, Scope.PUBLISH),
    Action.UNLOCK: (Role.PUBLISHER, Scope.PUBLISH),
    Action.CLOSE_BRANCH: (Role.PUBLISHER, Scope.PUBLISH),
    Action.TRASH: (Role.MANAGER, Scope.MANAGE),
    Action.MANAGE_WORKSPACES: (Role.MANAGER, Scope.MANAGE),
    Action.MANAGE_WORKFLOW: (Role.MANAGER, Scope.MANAGE),
    Action.MANAGE_MEMBERS: (Role.MANAGER, Scope.MANAGE),
    Action.MANAGE_TOKENS: (Role.MANAGER, Scope.MANAGE),
    Action.MANAGE_APPLICATIONS: (Role.MANAGER, Scope.MANAGE),
    Action.VIEW_WEBHOOKS: (Role.MANAGER, Scope.READ),
    Action.MANAGE_WEBHOOKS: (Role.MANAGER, Scope.MANAGE),
    Action.MANAGE_PROJECT: (Role.MANAGER, Scope.MANAGE),
    Action.VIEW_USAGE: (Role.MANAGER, Scope.READ),
    Action.IMPORT: (Role.MANAGER, Scope.MANAGE),
    Action.CANCEL_JOBS: (Role.MANAGER, Scope.MANAGE),
}


@dataclass(frozen=True)
class Decision:
    """Whether an action is allowed. `reason` is empty if it is, else a sentence to show beside a disabled button."""

    allowed: bool
    reason: str = ""


def decide(*, actor: Actor, action: Action, project_id: UUID) -> Decision:
    """Return whether the actor may do this in the project, with the reason if not."""
    minimum, scope = POLICIES[action]
    role = actor.role_in(project_id)
    if role is None:
        return Decision(allowed=False, reason="You are not a member of this project.")
    if role < minimum:
        return Decision(
            allowed=False,
            reason=f"You need the {minimum.label} role to {action.value}. Your role is {role.label}.",
        )
    if not _has_scope(actor, scope):
        return Decision(allowed=False, reason=_scope_reason(scope, action.value))
    return Decision(allowed=True)


def authorize(*, actor: Actor, action: Action, project_id: UUID) -> None:
    """Raise NotFound if the actor is not a member, and NotAllowed with the reason if the action is refused."""
    decision = decide(actor=actor, action=action, project_id=project_id)
    if decision.allowed:
        return
    # A 403 would tell an outsider that the project exists.
    if actor.role_in(project_id) is None:
        raise NotFound
    raise NotAllowed(decision.reason)


def allowed_actions(*, actor: Actor, actions: tuple[Action, ...], project_id: UUID) -> list[str]:
    """Return the names, in lower case, of the actions that the actor may do, in the given order."""
    return [
        action.name.lower() for action in actions if decide(actor=actor, action=action, project_id=project_id).allowed
    ]


def require_scope(*, actor: Actor, scope: Scope) -> None:
    """Raise NotAllowed if the actor's token lacks the scope.

    For lists over all of an actor's projects: their queries already select the rows by role.
    """
    if not _has_scope(actor, scope):
        raise NotAllowed(_scope_reason(scope, scope.label))


def require_person(*, actor: Actor) -> None:
    """Raise NotAllowed if the actor's token has a role of its own, and so acts for no person."""
    if actor.own_role is not None:
        raise NotAllowed("Notices and watches belong to a person. Use a personal token.")


def authorize_organization(*, actor: Actor) -> None:
    """Raise NotAllowed unless the actor is an administrator or an organization token with the manager role."""
    if not actor.manages_every_project or not _has_scope(actor, Scope.MANAGE):
        raise NotAllowed("Only an administrator or an organization token with the manager role can do this.")


def _has_scope(actor: Actor, scope: Scope) -> bool:
    # No scopes means a person at the desk. The scope customerApi covers whatever the role allows.
    scopes = actor.scopes
    return scopes is None or scope in scopes or Scope.CUSTOMER_API in scopes


def _scope_reason(scope: Scope, purpose: str) -> str:
    return f"Your token needs the {scope.value} scope to {purpose}."
