"""Decide who may make which token. No token may do more than its maker."""

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, Credential, Scope, Token, User
from versioning.policies import Action, authorize, authorize_organization
from versioning.services.access._steps.token_shape import NewToken


def authorize_grant(*, actor: Actor, new: NewToken, holder: User) -> None:
    """Raise NotAllowed or NotFound if the actor may not make this token for `holder`.

    Raises InvalidValue (user) if the holder could never use it.
    """
    if new.kind == Token.Kind.PERSONAL:
        _authorize_personal(actor=actor, holder=holder)
    elif new.project is not None and new.role is not None:
        authorize(actor=actor, action=Action.MANAGE_TOKENS, project_id=new.project.pk)
        # The policy decides who may make tokens. This bound holds whatever it decides.
        if new.role > (actor.role_in(new.project.pk) or 0):
            raise NotAllowed("You cannot make a token with a higher role than your own.")
    else:
        authorize_organization(actor=actor)
    if actor.credential is not None:
        _refuse_more_than(actor.credential, new=new)


def _authorize_personal(*, actor: Actor, holder: User) -> None:
    if holder != actor.user:
        # An administrator may hand out a personal token. A token may not: it could then act as anybody.
        if actor.credential is not None:
            raise NotAllowed("Sign in to make a token for somebody else. A token cannot do this.")
        authorize_organization(actor=actor)
    if holder.is_service or not holder.is_active:
        raise InvalidValue("A personal token needs a person who can sign in.", field="user")
    if actor.token_project_id is not None:
        raise NotAllowed("A token for one project cannot make a token for all projects.")


def _refuse_more_than(credential: Credential, *, new: NewToken) -> None:
    """Raise NotAllowed if the new token would have more scopes, or a longer life, than the credential in use."""
    held = credential.scopes
    # The scope of the customer API contains every other scope.
    if Scope.CUSTOMER_API not in held:
        if Scope.MANAGE not in held:
            raise NotAllowed(f"Your token needs the {Scope.MANAGE.value} scope to create tokens.")
        if not set(new.scopes) <= held:
            raise NotAllowed("A token cannot make a token with scopes that it does not have.")
    if credential.expires_at is not None and (new.expires_at is None or new.expires_at > credential.expires_at):
        raise NotAllowed("A token cannot make a token that outlives it.")
