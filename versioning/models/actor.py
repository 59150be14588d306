"""Who does it: a user, or a token acting for a user or for a service."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Model

from versioning.models.project import Membership
from versioning.models.role import Role, Scope
from versioning.models.token import Token
from versioning.models.user import User


@dataclass(frozen=True)
class Actor:
    """One per request. Roles that it learns are kept for its life, so that a request asks for each once."""

    user: User
    token: Token | None = None
    _roles: dict[UUID, Role | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sees_every_project(self) -> bool:
        if self.token is not None and self.token.kind != Token.Kind.PERSONAL:
            return self.token.kind == Token.Kind.ORGANIZATION
        return self.user.is_superuser

    @property
    def manages_every_project(self) -> bool:
        return self.sees_every_project and (self._token_role or Role.MANAGER) == Role.MANAGER

    @property
    def token_project_id(self) -> UUID | None:
        """The one project that a project token reaches; None for all other actors."""
        return None if self.token is None else self.token.project_id

    @cached_property
    def scopes(self) -> frozenset[Scope] | None:
        """What the token was made for; None for a person who signed in, whose role alone counts."""
        return None if self.token is None else frozenset(Scope(scope) for scope in self.token.scopes)

    def role_in(self, project_id: UUID) -> Role | None:
        """The role in a project, or None where the actor has none and must not learn that the project exists."""
        if project_id not in self._roles:
            self._roles[project_id] = self._find_role(project_id)
        return self._roles[project_id]

    def learn_role(self, *, project_id: UUID, role: int | None) -> None:
        """Keep a role that came along with another query."""
        self._roles[project_id] = None if role is None else Role(role)

    def learn_role_of(self, row: Model) -> None:
        """Keep the role that `visible_to` brought along with a document."""
        role: int | None = getattr(row, "actor_role", None)
        if role is not None:
            self.learn_role(project_id=row.project_id, role=role)  # type: ignore[attr-defined]

    def _find_role(self, project_id: UUID) -> Role | None:
        if self.sees_every_project:
            return self._token_role or Role.MANAGER
        if self.token_project_id is not None:
            return self._token_role if self.token_project_id == project_id else None
        role = Membership.objects.filter(project=project_id, user=self.user).values_list("role", flat=True).first()
        return None if role is None else Role(role)

    @property
    def _token_role(self) -> Role | None:
        return None if self.token is None or self.token.role is None else Role(self.token.role)
