"""Revoke a token."""

from django.db import transaction
from django.utils import timezone

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Actor, Scope, Token
from versioning.policies import Action, authorize, authorize_organization, require_scope
from versioning.services.access._steps.revocation import record_revocation


def revoke_token(*, actor: Actor, token: Token) -> Token:
    """Make the token stop working at once. Nothing happens if it is revoked already.

    Any token may revoke itself. Raises NotAllowed, NotFound.
    """
    if actor.credential is None or actor.credential.token_id != token.pk:
        _authorize(actor=actor, token=token)
    with transaction.atomic():
        now = timezone.now()
        # The update decides which of two calls at once revokes it and writes the event.
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            record_revocation(token, actor=actor)
    token.refresh_from_db(fields=("revoked_at",))
    return token


def _authorize(*, actor: Actor, token: Token) -> None:
    if token.project_id is not None:
        authorize(actor=actor, action=Action.MANAGE_TOKENS, project_id=token.project_id)
    elif token.kind == Token.Kind.ORGANIZATION:
        authorize_organization(actor=actor)
    elif token.user_id == actor.user.pk:
        require_scope(actor=actor, scope=Scope.MANAGE)
    else:
        _authorize_for_others(actor)


def _authorize_for_others(actor: Actor) -> None:
    try:
        authorize_organization(actor=actor)
    except NotAllowed as error:
        # Do not reveal that somebody else has this token.
        raise NotFound from error
