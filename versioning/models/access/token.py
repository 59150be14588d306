"""Bearer tokens. Only a digest is stored, the token is shown once, and it can be revoked at once."""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import DatabaseError, connection, models
from django.db.models import F, Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.access.credential import Credential, token_key
from versioning.models.access.role import Role, Scope
from versioning.models.project import Project
from versioning.models.sql.prepared import Lookup, Parameter, Prepared
from versioning.models.sql.read_along import ReadAlong
from versioning.ops.sqlite.base import brief_wait

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.access.user import User

Row = TypeVar("Row", bound=models.Model)
PREFIX_BYTES = 4
SECRET_BYTES = 32
LAST_USED_RESOLUTION = timedelta(minutes=5)


def digest_of(raw: str) -> bytes:
    """Return the SHA-256 (32 bytes). The secret has 256 random bits, so a salt or a slow hash would add nothing."""
    return hashlib.sha256(raw.encode()).digest()


def new_secret() -> tuple[str, str]:
    """Return a raw token `<prefix>.<secret>`, and its prefix of 8 hex digits, by which people recognize it."""
    prefix = secrets.token_hex(PREFIX_BYTES)
    return f"{prefix}.{secrets.token_urlsafe(SECRET_BYTES)}", prefix


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Return the actor's own tokens and those of the projects that it manages."""
        if actor.manages_every_project:
            return self
        tokens = self.filter(Q(user=actor.user) | Q(project__in=Project.objects.managed_by(actor)))
        # A credential of one project must not reveal the user's tokens for other projects.
        return tokens if actor.token_project_id is None else tokens.filter(project=actor.token_project_id)

    def held_by(self, user: "User") -> Self:
        """Return a user's personal tokens, usable ones first, then the newest."""
        return self.filter(user=user, kind=Token.Kind.PERSONAL).usable_first()

    def of_project(self, project: Project) -> Self:
        return self.filter(project=project).select_related("created_by").usable_first()

    def sharing_limits_with(self, actor: "Actor") -> Self:
        """Return the personal tokens of a person, or those of a service account's project or of the organization."""
        if not actor.user.is_service:
            return self.filter(user=actor.user)
        return self.filter(project=actor.token_project_id).exclude(kind=Token.Kind.PERSONAL)

    def usable_first(self) -> Self:
        return self.order_by(F("revoked_at").desc(nulls_first=True), "-created_at")

    def with_raw(self, raw: str) -> "Token | None":
        """Return the token with this secret in any state, or None.

        The lookup is by digest, so that its timing reveals nothing about similar tokens.
        """
        return _BY_DIGEST.one(digest=digest_of(raw))

    def with_raw_along(self, raw: str, lookup: "Lookup[Row]") -> "tuple[Token | None, Row | None]":
        """Return what `with_raw` returns, and what the lookup finds for its user. One prepared statement."""
        return _WITH_LOOKUP.both(lookup, digest=digest_of(raw))


class Token(models.Model):
    """The token of a program.

    A personal token acts for its user with that user's roles. Project and organization tokens act for a service account
    of their own, with the token's role, in one project or in all.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal"
        PROJECT = "project"
        ORGANIZATION = "organization"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=255)
    # Indexed for the back office, where people search for a token by its prefix.
    prefix = models.CharField(max_length=2 * PREFIX_BYTES, db_index=True, editable=False)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    user = models.ForeignKey("versioning.User", models.PROTECT, related_name="tokens")
    project = models.ForeignKey("versioning.Project", models.CASCADE, null=True, related_name="tokens")
    role = models.PositiveSmallIntegerField(choices=Role.choices, null=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                # A check that evaluates to null passes, so `role__isnull=False` must be explicit.
                condition=models.Q(kind="personal", role=None, project=None)
                | models.Q(kind="project", role__isnull=False, role__in=Role.values, project__isnull=False)
                | models.Q(kind="organization", role__isnull=False, role__in=Role.values, project=None),
                name="token_kind_fits_its_role_and_project",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def credential(self) -> Credential:
        return Credential(
            key=token_key(self.pk),
            scopes=_scopes(tuple(self.scopes)),
            project_id=self.project_id,
            role=None if self.role is None else Role(self.role),
            expires_at=self.expires_at,
            token_id=self.pk,
        )

    def is_usable_at(self, moment: datetime) -> bool:
        """Return whether it is neither revoked nor expired, and its user may sign in."""
        expired = self.expires_at is not None and self.expires_at <= moment
        person_gone = self.kind == self.Kind.PERSONAL and not self.user.is_active
        return self.revoked_at is None and not expired and not person_gone

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        """The labels of the scopes, from the narrowest to the widest."""
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    def record_use(self) -> None:
        """Store the time of use, with a resolution of five minutes, so that not every read writes.

        A database that takes no changes must not fail a read: the next request tries again.
        """
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > LAST_USED_RESOLUTION:
            with suppress(DatabaseError), brief_wait(connection):
                Token.objects.filter(pk=self.pk).update(last_used_at=now)

    @staticmethod
    def all_scopes() -> list[str]:
        return [Scope.READ, Scope.DRAFT, Scope.PUBLISH, Scope.MANAGE]


@lru_cache(maxsize=100)
def _scopes(names: tuple[str, ...]) -> frozenset[Scope]:
    return frozenset(Scope(name) for name in names)


# The columns that authentication needs, as they are read with every request.
TOKEN_COLUMNS = ("id", "kind", "project", "role", "scopes", "expires_at", "revoked_at", "last_used_at")
USER_COLUMNS = ("id", "username", "first_name", "last_name", "is_active", "is_superuser")


_DIGEST = Parameter("digest", models.BinaryField())


def _by_digest() -> TokenQuerySet:
    tokens = Token.objects.filter(digest=_DIGEST).select_related("user").order_by()
    return tokens.only(*TOKEN_COLUMNS, *(f"user__{name}" for name in USER_COLUMNS))


_BY_DIGEST = Prepared(_by_digest)
_WITH_LOOKUP = ReadAlong(_BY_DIGEST, user=lambda: Token.objects.filter(digest=_DIGEST).values("user").order_by())
