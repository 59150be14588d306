"""Sign-ins of users to applications. Each one is a family of refresh tokens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone
from oauth2_provider.models import RefreshToken

from versioning.models.access.application import Application
from versioning.models.access.role import Scope
from versioning.models.access.user import User


@dataclass(frozen=True)
class SignIn:
    """A sign-in. It began when the user gave consent. `refreshed_at` is the last renewal of its tokens."""

    family: UUID
    application: Application
    scopes: list[Scope]
    begun_at: datetime
    refreshed_at: datetime


def sign_ins_of(user: User) -> list[SignIn]:
    """Return the user's usable sign-ins, newest first, in one query. Retired applications are left out."""
    family = RefreshToken.objects.filter(token_family=OuterRef("token_family")).values("token_family")
    # A sign-in that nobody refreshed in this time can no longer be refreshed.
    unused_since = timezone.now() - timedelta(minutes=settings.OAUTH_ACCESS_MINUTES, days=settings.OAUTH_REFRESH_DAYS)
    live = (
        RefreshToken.objects.filter(user=user, revoked=None, created__gt=unused_since)
        .filter(application__retired_at=None)
        .select_related("application__project", "access_token")
        .annotate(begun_at=Subquery(family.annotate(first=Min("created")).values("first")))
        .order_by("-begun_at", "-pk")
    )
    return [
        SignIn(
            family=row.token_family,
            application=row.application,
            scopes=[Scope(scope) for scope in row.access_token.scope.split() if scope in Scope.values],
            begun_at=row.begun_at,
            refreshed_at=row.created,
        )
        for row in live
        if row.token_family is not None and row.access_token is not None
    ]
