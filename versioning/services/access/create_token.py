"""Making a bearer token. Its secret is returned once and never kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from versioning.models import Actor, Project, Role, Token, User, Verb
from versioning.models.access.token import digest_of, new_secret
from versioning.services.access._token_policy import authorize_grant
from versioning.services.access._token_shape import check_shape, in_order
from versioning.services.kernel.names import check_name
from versioning.services.kernel.recording import record

EVERY_SCOPE = tuple(Token.all_scopes())
FIRST_NAME_LENGTH = 150


@dataclass(frozen=True)
class CreatedToken:
    """`raw` is what the holder sends; show it once."""

    token: Token
    raw: str


def create_token(
    *,
    actor: Actor,
    kind: str,
    name: str,
    project: Project | None = None,
    role: Role | None = None,
    scopes: Collection[str] = EVERY_SCOPE,
    expires_at: datetime | None = None,
    user: User | None = None,
) -> CreatedToken:
    """A personal token acts for `user` (the actor's own where none is given), any other for a new service account.

    Raises InvalidValue, NotAllowed (also where a token would make one that may more, or lives longer, than itself).
    """
    holder = user or actor.user
    check_name(name)
    check_shape(kind=kind, project=project, role=role, scopes=scopes, expires_at=expires_at)
    authorize_grant(
        actor=actor, kind=kind, project=project, role=role, scopes=scopes, expires_at=expires_at, holder=holder
    )
    raw, prefix = _unused_secret()
    with transaction.atomic():
        token = Token.objects.create(
            kind=kind,
            name=name,
            prefix=prefix,
            digest=digest_of(raw),
            user=holder if kind == Token.Kind.PERSONAL else _service_account(prefix=prefix, name=name),
            project=project,
            role=role,
            scopes=in_order(scopes),
            created_by=actor.user,
            expires_at=expires_at,
        )
        _record(actor=actor, token=token, project_id=None if project is None else project.pk)
    return CreatedToken(token=token, raw=raw)


def _unused_secret() -> tuple[str, str]:
    """As `new_secret`, with a prefix that no service account is called by."""
    while True:
        raw, prefix = new_secret()
        if not User.objects.filter(username=f"token-{prefix}").exists():
            return raw, prefix


def _service_account(*, prefix: str, name: str) -> User:
    return User.objects.create(
        username=f"token-{prefix}",
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
