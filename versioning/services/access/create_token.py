"""Make a bearer token. Its secret is returned once and never stored."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.models import Actor, Role, Token, User, Verb
from versioning.models.access.token import digest_of, new_secret
from versioning.services.access._steps.token_policy import authorize_grant
from versioning.services.access._steps.token_shape import EVERY_SCOPE, NewToken, check_shape, in_order
from versioning.services.kernel.delivery.security_mail import AccountNews, tell_owner
from versioning.services.kernel.names import check_name
from versioning.services.kernel.recording import record

# The parts of a verb are private to its subject. Callers take what they need of them from here.
__all__ = ("EVERY_SCOPE", "CreatedToken", "NewToken", "create_token")

FIRST_NAME_LENGTH = 150


@dataclass(frozen=True)
class CreatedToken:
    """A token with its secret. `raw` is what the holder sends: show it once."""

    token: Token
    raw: str


def create_token(*, actor: Actor, new: NewToken) -> CreatedToken:
    """Make the token. A personal token acts for its user, any other token for a new service account.

    Raises InvalidValue, NotAllowed (also if a token would make one that may do more, or lives longer, than itself),
    NotFound (the actor cannot see the project).
    """
    holder = new.user or actor.user
    check_name(new.name)
    check_shape(new)
    authorize_grant(actor=actor, new=new, holder=holder)
    raw, prefix = _unused_secret()
    with transaction.atomic():
        token = Token.objects.create(
            kind=new.kind,
            name=new.name,
            prefix=prefix,
            # Only the digest is stored: a stolen database opens nothing.
            digest=digest_of(raw),
            user=holder if new.kind == Token.Kind.PERSONAL else _service_account(prefix=prefix, name=new.name),
            project=new.project,
            role=new.role,
            scopes=in_order(new.scopes),
            created_by=actor.user,
            expires_at=new.expires_at,
        )
        _record(actor=actor, token=token, project_id=None if new.project is None else new.project.pk)
        if new.kind == Token.Kind.PERSONAL:
            tell_owner(holder, AccountNews.TOKEN_CREATED, name=new.name)
    return CreatedToken(token=token, raw=raw)


def _unused_secret() -> tuple[str, str]:
    """Return the secret and its prefix. No service account is named after this prefix yet."""
    while True:
        raw, prefix = new_secret()
        # An account outlives its token, and usernames are unique.
        if not User.objects.filter(username=f"token-{prefix}").exists():
            return raw, prefix


def _service_account(*, prefix: str, name: str) -> User:
    return User.objects.create(
        username=f"token-{prefix}",
        # The desk shows the name of the token as the author of what it wrote.
        first_name=name[:FIRST_NAME_LENGTH],
        is_service=True,
        is_active=False,
        password=make_password(None),
    )


def _record(*, actor: Actor, token: Token, project_id: UUID | None) -> None:
    record(
        actor=actor,
        verb=Verb.TOKEN_CREATED,
        project_id=project_id,
        made=str(token.pk),
        kind=token.kind,
        name=token.name,
        prefix=token.prefix,
        role=None if token.role is None else Role(token.role).label,
        scopes=token.scopes,
        expires_at=token.expires_at and token.expires_at.isoformat(),
        user=str(token.user_id),
    )
