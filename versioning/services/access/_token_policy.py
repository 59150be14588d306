"""Who may make which token: never one that may more than its maker."""

from collections.abc import Collection
from datetime import datetime

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, Credential, Project, Role, Scope, Token, User
from versioning.policies import Action, authorize, authorize_organization


def authorize_grant(
    *,
    actor: Actor,
    kind: str,
    project: Project | None,
    role: Role | None,
    scopes: Collection[str],
    expires_at: datetime | None,
    holder: User,
) -> None:
    """Raise NotAllowed or NotFound with the reason; InvalidValue where the holder could never use the token."""
    if kind == Token.Kind.PERSONAL:
        _authorize_personal(actor=actor, holder=holder)
    elif project is not None and role is not None:
        authorize(actor=actor, action=Action.MANAGE_TOKENS, project_id=project.pk)
        if role > (actor.role_in(project.pk) or 0):
            raise NotAllowed("A token's role is at most that of the one who makes it.")
    else:
        authorize_organization(actor=actor)
    if actor.credential is not None:
        _refuse_more_than(actor.credential, scopes=scopes, expires_at=expires_at)


def _authorize_personal(*, actor: Actor, holder: User) -> None:
    if holder != actor.user:
        # An administrator hands it out; no token may, or it could act in the name of anybody.
        if actor.credential is not None:
            raise NotAllowed("Only a person who signed in may make a token for somebody else.")
        authorize_organization(actor=actor)
    if holder.is_service or not holder.is_active:
        raise InvalidValue("A personal token acts for a person who may sign in.", field="user")
    if actor.token_project_id is not None:
        raise NotAllowed("What reaches one project only cannot make a token that reaches all.")


def _refuse_more_than(held_with: Credential, *, scopes: Collection[str], expires_at: datetime | None) -> None:
    held = held_with.scopes
    if Scope.CUSTOMER_API not in held:
        if Scope.MANAGE not in held:
            raise NotAllowed(f"To make tokens takes a token with the scope {Scope.MANAGE.value}.")
        if not set(scopes) <= held:
            raise NotAllowed("A token cannot make one with scopes that it has not itself.")
    if held_with.expires_at is not None and (expires_at is None or expires_at > held_with.expires_at):
        raise NotAllowed("A token cannot make one that lives longer than itself.")
