"""What this server asks beyond what the OAuth library does."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

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
        if not valid:
            _revoke_what_it_gave(code, application=client)
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
        _revoke_after_second_use(request)
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

    def _create_refresh_token(
        self, request: Any, refresh_token_code: str, access_token: Any, previous_refresh_token: Any
    ) -> RefreshToken:
        """Name the family by the code, so that a second use of the code finds it when the code itself is gone."""
        created: RefreshToken = super()._create_refresh_token(
            request, refresh_token_code, access_token, previous_refresh_token
        )
        if previous_refresh_token is None and request.grant_type == "authorization_code":
            created.token_family = _family_of(request.code)
            created.save(update_fields=("token_family",))
        return created

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


def _revoke_after_second_use(request: Any) -> None:
    """Revoke all tokens of the sign-in: a refresh token or code that is used twice may be stolen.

    RFC 9700 section 4.14, RFC 6749 section 4.1.2.
    """
    if request.grant_type == "refresh_token":
        RefreshToken.revoke_family(request.refresh_token_instance.token_family)
    else:
        _revoke_what_it_gave(request.code, application=request.client)


def _revoke_what_it_gave(code: str, *, application: Application) -> None:
    """Revoke the tokens that the application got for this code, and all that were refreshed from them."""
    family = _family_of(code)
    # Another application that knows the code must not end a sign-in that is not its own.
    if RefreshToken.objects.filter(token_family=family, application=application).exists():
        RefreshToken.revoke_family(family)


def _family_of(code: str) -> UUID:
    """Return the name of the family of tokens that this code gives. The code cannot be read from it."""
    return UUID(bytes=hashlib.sha256(b"family:" + code.encode()).digest()[:16], version=5)
