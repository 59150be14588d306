"""Access tokens of OAuth 2, whose rows are the OAuth library's: who acts by one."""

import hashlib
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from oauth2_provider.models import AccessToken

from versioning.models.access.actor import Actor
from versioning.models.access.application import Application
from versioning.models.access.credential import Credential
from versioning.models.access.role import Role, Scope
from versioning.models.access.user import User
from versioning.models.project import Membership


def find_access(raw: str) -> Any | None:
    """The row of a usable access token, with user, application and role, in one query; else None.

    Usable: neither expired nor revoked, its person active, its application not retired and, where that has a project,
    the person still with a role there.
    """
    role = Membership.objects.filter(project=OuterRef("application__project"), user=OuterRef("user")).values("role")
    found: Any = (
        AccessToken.objects.filter(token_checksum=hashlib.sha256(raw.encode()).hexdigest(), expires__gt=timezone.now())
        .filter(user__is_active=True, application__isnull=False, application__retired_at=None)
        .select_related("user", "application")
        .annotate(member_role=Subquery(role))
        .first()
    )
    if found is None or found.application.project_id is None:
        return found
    return found if found.user.is_superuser or found.member_role is not None else None


def actor_with(access: Any) -> Actor:
    """The person of a row from `find_access`, narrowed by the token's scopes and the application's project."""
    application, user = access.application, access.user
    actor = Actor(user=user, credential=_credential(application=application, user=user, access=access))
    if application.project_id is not None:
        role = Role.MANAGER if user.is_superuser else access.member_role
        actor.learn_role(project_id=application.project_id, role=role)
    return actor


def _credential(*, application: Application, user: User, access: Any) -> Credential:
    """Its key outlives refreshes: one person by one application is one holder."""
    return Credential(
        key=f"oauth:{application.pk}:{user.pk.hex}",
        scopes=frozenset(Scope(scope) for scope in access.scope.split() if scope in Scope.values),
        project_id=application.project_id,
        expires_at=access.expires,
        application_id=application.pk,
    )
