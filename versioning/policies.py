"""Who may do what: one table, used by services, API and browser UI alike. A no carries its reason."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Role, Scope


class Action(Enum):
    """Everything that is guarded; the value completes the sentence "… may …"."""

    VIEW = "read documents and their versions"
    CREATE_DOCUMENT = "create documents"
    EDIT_DOCUMENT = "change a document's place, slug or visibility"
    FORK = "fork a draft"
    SAVE = "save a draft"
    DISCARD = "discard or reopen a draft"
    PUBLISH = "publish a version"
    PROMOTE = "make a version the current one"
    ARCHIVE = "archive or restore a version"
    MOVE_ON = "move documents on in the workflow"
    UNLOCK = "take documents out of a read-only workflow status"
    TRASH = "move documents and versions to the trash and back"
    OPEN_BRANCH = "open or rename branches"
    CLOSE_BRANCH = "close branches"
    MANAGE_WORKSPACES = "create or rename workspaces"
    VIEW_MEMBERS = "see who is a member"
    MANAGE_WORKFLOW = "change the workflow's statuses"
    MANAGE_MEMBERS = "add, change or remove members"
    MANAGE_TOKENS = "make and revoke the project's tokens"
    MANAGE_APPLICATIONS = "register and retire the project's applications"
    MANAGE_PROJECT = "rename the project or choose its languages"
    IMPORT = "import texts or export their history"


# action: (the least role, the scope that a token needs)
POLICIES: dict[Action, tuple[Role, Scope]] = {
    Action.VIEW: (Role.VIEWER, Scope.READ),
    Action.VIEW_MEMBERS: (Role.VIEWER, Scope.READ),
    Action.CREATE_DOCUMENT: (Role.EDITOR, Scope.DRAFT),
    Action.EDIT_DOCUMENT: (Role.EDITOR, Scope.MANAGE),
    Action.FORK: (Role.EDITOR, Scope.DRAFT),
    Action.SAVE: (Role.EDITOR, Scope.DRAFT),
    Action.DISCARD: (Role.EDITOR, Scope.DRAFT),
    Action.MOVE_ON: (Role.EDITOR, Scope.DRAFT),
    Action.OPEN_BRANCH: (Role.EDITOR, Scope.DRAFT),
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
    Action.MANAGE_PROJECT: (Role.MANAGER, Scope.MANAGE),
    Action.IMPORT: (Role.MANAGER, Scope.MANAGE),
}


@dataclass(frozen=True)
class Decision:
    """Whether, and if not, why: a sentence that may stand beside a disabled button."""

    allowed: bool
    reason: str = ""


def decide(*, actor: Actor, action: Action, project_id: UUID) -> Decision:
    """May the actor do this in the project?"""
    least, scope = POLICIES[action]
    role = actor.role_in(project_id)
    if role is None:
        return Decision(allowed=False, reason="You are not a member of this project.")
    if role < least:
        return Decision(
            allowed=False,
            reason=f"To {action.value} takes the role {least.label}; yours is {role.label}.",
        )
    if not _has_scope(actor, scope):
        return Decision(allowed=False, reason=f"To {action.value} takes a token with the scope {scope.value}.")
    return Decision(allowed=True)


def authorize(*, actor: Actor, action: Action, project_id: UUID) -> None:
    """Raise NotFound where the actor must not learn that it exists, NotAllowed with the reason otherwise."""
    decision = decide(actor=actor, action=action, project_id=project_id)
    if decision.allowed:
        return
    if actor.role_in(project_id) is None:
        raise NotFound
    raise NotAllowed(decision.reason)


def allowed_actions(*, actor: Actor, actions: tuple[Action, ...], project_id: UUID) -> list[str]:
    """The names, in lower case, of those actions that the actor may do: which buttons to show."""
    return [
        action.name.lower() for action in actions if decide(actor=actor, action=action, project_id=project_id).allowed
    ]


def require_scope(*, actor: Actor, scope: Scope) -> None:
    """For lists over all of an actor's projects, whose rows are chosen by role. Raises NotAllowed."""
    if not _has_scope(actor, scope):
        raise NotAllowed(f"To {scope.label} takes a token with the scope {scope.value}.")


def authorize_organization(*, actor: Actor) -> None:
    """Projects are made by superusers and by organization tokens of the role manager. Raises NotAllowed."""
    if not actor.manages_every_project or not _has_scope(actor, Scope.MANAGE):
        raise NotAllowed("Only an organization token of the role manager, or an administrator, may do this.")


def _has_scope(actor: Actor, scope: Scope) -> bool:
    scopes = actor.scopes
    return scopes is None or scope in scopes or Scope.CUSTOMER_API in scopes
