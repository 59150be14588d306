"""Actors: a user at the desk, a user through a credential, or a service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import Model

from versioning.models.access.credential import Credential
from versioning.models.access.role import Role, Scope
from versioning.models.access.user import User
from versioning.models.project import Membership
from versioning.models.sql.prepared import Lookup

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Actor:
    """The user and the credential of one request. It caches roles, so that a request reads each role once."""

    user: User
    credential: Credential | None = None
    _roles: dict[UUID, Role | None] = field(default_factory=dict, compare=False, repr=False)
    _along: "list[tuple[Lookup[Any], Model | None]]" = field(default_factory=list, compare=False, repr=False)

    def find(self, lookup: Lookup[Row]) -> Row | None:
        """Return what the lookup finds for this user. It takes no statement if it was read with the credential."""
        # For the first lookup alone: a later one must see what has changed since.
        known = self._along.pop() if self._along else None
        if known is not None and known[0] == lookup:
            return cast("Row | None", known[1])
        return lookup.one(user=self.user.pk)

    def learn_row(self, lookup: Lookup[Row], row: Row | None) -> None:
        """Keep what was read with the credential for the first `find` of the same lookup."""
        self._along.append((lookup, row))

    @property
    def sees_every_project(self) -> bool:
        return self.token_project_id is None and (self.own_role is not None or self.user.is_superuser)

    @property
    def is_limited_to_memberships(self) -> bool:
        """Whether the actor sees only the projects in which the user has a role."""
        return self.token_project_id is None and not self.sees_every_project

    @property
    def manages_every_project(self) -> bool:
        return self.sees_every_project and (self.own_role or Role.MANAGER) == Role.MANAGER

    @property
    def token_project_id(self) -> UUID | None:
        """The only project that the credential reaches, or None if it is not limited to one."""
        return None if self.credential is None else self.credential.project_id

    @property
    def own_role(self) -> Role | None:
        """The role that the credential carries, or None if the user's own roles count."""
        return None if self.credential is None else self.credential.role

    @property
    def scopes(self) -> frozenset[Scope] | None:
        """The scopes of the credential, or None for a user at the desk."""
        return None if self.credential is None else self.credential.scopes

    def role_in(self, project_id: UUID) -> Role | None:
        """Return the role in a project. None means no role: the actor must not learn that the project exists."""
        if project_id not in self._roles:
            memberships = Membership.objects.filter(project=project_id, user=self.user).values_list("role", flat=True)
            self._roles[project_id] = self._role_in(project_id, own=memberships.first)
        return self._roles[project_id]

    def learn_role(self, *, project_id: UUID, role: int | None) -> None:
        """Cache the user's own role in a project, which another query read along. A role of the credential wins."""
        self._roles[project_id] = self._role_in(project_id, own=lambda: role)

    def _role_in(self, project_id: UUID, *, own: Callable[[], int | None]) -> Role | None:
        # A credential of one project has no role elsewhere, even if its user has.
        if self.token_project_id not in (None, project_id):
            return None
        # The role of a credential wins over the user's. Superusers manage every project.
        if self.own_role is not None or self.user.is_superuser:
            return self.own_role or Role.MANAGER
        role = own()
        return None if role is None else Role(role)
