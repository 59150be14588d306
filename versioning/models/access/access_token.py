"""Find OAuth 2 access tokens, whose rows belong to the OAuth library, and the actors behind them."""

import hashlib
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from oauth2_provider.models import AccessToken

from versioning.models.access.actor import Actor
from versioning.models.access.application import Application
from versioning.models.access.credential import Credential, sign_in_key
from versioning.models.access.role import Role, Scope
from versioning.models.access.user import User
from versioning.models.project import Membership


def find_access_token(raw: str) -> Any | None:
    """Return the row of a usable access token with user, application and role, or None. One query.

    A token is usable if it is neither expired nor revoked, its user is active and its application is not retired. If
    the application has a project, the user must have a role there.
    """
    role = Membership.objects.filter(project=OuterRef("application__project"), user=OuterRef("user")).values("role")
    access: Any = (
        AccessToken.objects.filter(token_checksum=hashlib.sha256(raw.encode()).hexdigest(), expires__gt=timezone.now())
        .filter(user__is_active=True, application__isnull=False, application__retired_at=None)
        .select_related("user", "application")
        .annotate(member_role=Subquery(role))
        .first()
    )
    # Without a project, the user's own roles count. They are read later, for each project.
    if access is None or access.application.project_id is None:
        return access
    return access if access.user.is_superuser or access.member_role is not None else None


def actor_of_token(access: Any) -> Actor:
    """Return the user of a row from `find_access_token`, limited to the token's scopes and the project."""
    application, user = access.application, access.user
    actor = Actor(user=user, credential=_credential(application=application, user=user, access=access))
    if application.project_id is not None:
        role = Role.MANAGER if user.is_superuser else access.member_role
        actor.learn_role(project_id=application.project_id, role=role)
    return actor


def _credential(*, application: Application, user: User, access: Any) -> Credential:
    """Return the credential. One user with one application is one holder."""
    return Credential(
        key=sign_in_key(application.pk, user_pk=user.pk),
        scopes=frozenset(Scope(scope) for scope in access.scope.split() if scope in Scope.values),
        project_id=application.project_id,
        expires_at=access.expires,
        application_id=application.pk,
    )
