"""What this server asks beyond what the OAuth library does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from oauth2_provider.models import RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2 import InvalidGrantError

from versioning.models import Actor, Application, Grant, Scope, User

# Clients of other servers ask for it to get a refresh token. Here everybody gets one, so it says nothing.
ASKS_FOR_REFRESHING = "offline_access"


class StemmaValidator(OAuth2Validator):
    """A person who is gone, or has left the application's project, gets no token, by a code or by a refresh."""

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Application, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        request.scopes = [scope for scope in scopes if scope != ASKS_FOR_REFRESHING] or [Scope.READ.value]
        return bool(super().validate_scopes(client_id, request.scopes, client, request, *args, **kwargs))

    def validate_code(
        self, client_id: str, code: str, client: Application, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        valid = super().validate_code(client_id, code, client, request, *args, **kwargs)
        return bool(valid) and may_use(user=request.user, application=client)

    def get_code_challenge(self, code: str, request: Any) -> str | None:
        with _used_up_meanwhile(request):
            challenge: str | None = super().get_code_challenge(code, request)
            return challenge

    def get_code_challenge_method(self, code: str, request: Any) -> str | None:
        with _used_up_meanwhile(request):
            method: str | None = super().get_code_challenge_method(code, request)
            return method

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Application, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        with _used_up_meanwhile(request):
            return bool(super().confirm_redirect_uri(client_id, code, redirect_uri, client, request, *args, **kwargs))

    def validate_refresh_token(
        self, refresh_token: str, client: Application, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        valid = super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
        return bool(valid) and may_use(user=request.user, application=client)

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """What the tokens are given for is used up with them: of two requests at once, one gets tokens.

        Raises InvalidGrantError in the other.
        """
        with transaction.atomic():
            if self._use_up(request):
                super().save_bearer_token(token, request, *args, **kwargs)
                return
        _revoke_family(request)
        raise InvalidGrantError(request=request)

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """It was used up before its tokens were stored."""

    def is_origin_allowed(self, client_id: str, origin: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        """CORS is the middleware's, for every path alike."""
        return False

    def _use_up(self, request: Any) -> bool:
        """Whether this request is the one that may have it. The library itself revokes the refresh token."""
        if request.grant_type == "refresh_token":
            rows = RefreshToken.objects.select_for_update().filter(pk=request.refresh_token_instance.pk)
            return bool(rows.filter(revoked=None))
        try:
            super().invalidate_authorization_code(request.client_id, request.code, request)
        except InvalidGrantError:
            return False
        return True

    def _load_application(self, client_id: str | None, request: Any) -> Application | None:
        """The library knows what one driver of PostgreSQL says to a NUL character, and not what ours says."""
        if client_id is None or "\0" in client_id:
            return None
        application: Application | None = super()._load_application(client_id, request)
        return application

    def _create_authorization_code(self, request: Any, code: dict[str, str], expires: Any = None) -> Grant:
        """`nonce` and `claims` belong to OpenID Connect, which this is not: they are left unread."""
        request.nonce = request.claims = None
        grant: Grant = super()._create_authorization_code(request, code, expires)
        return grant

    def _check_and_set_request_resource(self, request: Any) -> None:
        """Resource indicators (RFC 8707) are left unread as well: there is one API."""
        request.resource = []

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        """A public application has no secret, so nothing proves that it is itself."""
        return bool(stored_secret) and bool(super()._check_secret(provided_secret, stored_secret))


def may_use(*, user: User, application: Application) -> bool:
    """May this person still act through this application?"""
    if application.project_id is None or not user.is_active:
        return user.is_active
    return Actor(user=user).role_in(application.project_id) is not None


@contextmanager
def _used_up_meanwhile(request: Any) -> Iterator[None]:
    """The library reads a code anew for each thing it checks: between two, another exchange may have had it.

    Raises InvalidGrantError then.
    """
    try:
        yield
    except Grant.DoesNotExist:
        raise InvalidGrantError(request=request) from None


def _revoke_family(request: Any) -> None:
    """A refresh token that is used twice may be a stolen one: nobody goes on with it (RFC 9700 section 4.14)."""
    if request.grant_type == "refresh_token":
        RefreshToken.revoke_family(request.refresh_token_instance.token_family)
