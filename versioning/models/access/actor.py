"""Who does it: a user, by hand or through a credential, or a service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from versioning.models.access.credential import Credential
from versioning.models.access.role import Role, Scope
from versioning.models.access.user import User
from versioning.models.project import Membership


@dataclass(frozen=True)
class Actor:
    """One per request. Roles that it learns are kept for its life, so that a request asks for each once."""

    user: User
    credential: Credential | None = None
    _roles: dict[UUID, Role | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sees_every_project(self) -> bool:
        return self.token_project_id is None and (self.own_role is not None or self.user.is_superuser)

    @property
    def manages_every_project(self) -> bool:
        return self.sees_every_project and (self.own_role or Role.MANAGER) == Role.MANAGER

    @property
    def token_project_id(self) -> UUID | None:
        """The one project that its credential reaches; None for all other actors."""
        return None if self.credential is None else self.credential.project_id

    @property
    def own_role(self) -> Role | None:
        """The role that its credential carries; None where the user's own roles count."""
        return None if self.credential is None else self.credential.role

    @property
    def scopes(self) -> frozenset[Scope] | None:
        """What the credential was made for; None for a person who signed in, whose role alone counts."""
        return None if self.credential is None else self.credential.scopes

    def role_in(self, project_id: UUID) -> Role | None:
        """The role in a project, or None where the actor has none and must not learn that the project exists."""
        if project_id not in self._roles:
            memberships = Membership.objects.filter(project=project_id, user=self.user).values_list("role", flat=True)
            self._roles[project_id] = self._role_in(project_id, own=memberships.first)
        return self._roles[project_id]

    def learn_role(self, *, project_id: UUID, role: int | None) -> None:
        """Keep the user's own role in a project, that came along with another query: it counts where no other does."""
        self._roles[project_id] = self._role_in(project_id, own=lambda: role)

    def _role_in(self, project_id: UUID, *, own: Callable[[], int | None]) -> Role | None:
        if self.token_project_id not in (None, project_id):
            return None
        if self.own_role is not None or self.user.is_superuser:
            return self.own_role or Role.MANAGER
        role = own()
        return None if role is None else Role(role)
