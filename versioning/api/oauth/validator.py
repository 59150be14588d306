"""The rules of this server in addition to those of the OAuth library."""

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
from versioning.services.access.record_authorization import ENDED, record_authorization

# Clients of other servers send this scope to get a refresh token. Here every client gets one.
REFRESH_SCOPE = "offline_access"


class StemmaValidator(OAuth2Validator):
    """Refuse tokens for people who are inactive or have left the application's project, by code and by refresh."""

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Application, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        request.scopes = [scope for scope in scopes if scope != REFRESH_SCOPE] or [Scope.READ.value]
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
        """Use up the code or the refresh token in the transaction that stores the new tokens.

        Of two simultaneous requests, one gets tokens. Raises InvalidGrantError in the other.
        """
        with transaction.atomic():
            # The row is locked here until the new tokens are committed.
            if self._use_up(request):
                super().save_bearer_token(token, request, *args, **kwargs)
                return
        # Outside of the transaction, so that the error below does not roll the revocation back.
        _revoke_after_second_use(request)
        raise InvalidGrantError(request=request)

    def revoke_token(self, token: str, token_type_hint: str | None, request: Any, *args: Any, **kwargs: Any) -> None:
        """Leave the event of an ended sign-in if the application revokes a refresh token of its own that works."""
        checksum = hashlib.sha256(token.encode()).hexdigest()
        living = RefreshToken.objects.filter(token_checksum=checksum, application=request.client, revoked=None)
        with transaction.atomic():
            row = living.select_for_update(of=("self",)).select_related("user", "application").first()
            super().revoke_token(token, token_type_hint, request, *args, **kwargs)
            if row is not None:
                record_authorization(user=row.user, application=row.application, verb=ENDED)

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """Do nothing. `save_bearer_token` used up the code already."""

    def is_origin_allowed(self, client_id: str, origin: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Refuse, because our own middleware does CORS for all paths."""
        return False

    def _use_up(self, request: Any) -> bool:
        """Return True if this request is the first one. The library itself revokes the refresh token."""
        if request.grant_type == "refresh_token":
            rows = RefreshToken.objects.select_for_update().filter(pk=request.refresh_token_instance.pk)
            return bool(rows.filter(revoked=None))
        try:
            super().invalidate_authorization_code(request.client_id, request.code, request)
        except InvalidGrantError:
            return False
        return True

    def _load_application(self, client_id: str | None, request: Any) -> Application | None:
        """Return the application, or None. The library does not handle the error of psycopg 3 for NUL characters."""
        if client_id is None or "\0" in client_id:
            return None
        application: Application | None = super()._load_application(client_id, request)
        return application

    def _create_authorization_code(self, request: Any, code: dict[str, str], expires: Any = None) -> Grant:
        """Ignore `nonce` and `claims`, which belong to OpenID Connect. This server does not support it."""
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
        """Ignore resource indicators (RFC 8707), because there is only one API."""
        request.resource = []

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        """Refuse an application without a secret: a public application cannot prove its identity."""
        return bool(stored_secret) and bool(super()._check_secret(provided_secret, stored_secret))


def may_use(*, user: User, application: Application) -> bool:
    """Return True if the person is active and still has a role in the application's project."""
    if application.project_id is None or not user.is_active:
        return user.is_active
    return Actor(user=user).role_in(application.project_id) is not None


@contextmanager
def _used_up_meanwhile(request: Any) -> Iterator[None]:
    """Raise InvalidGrantError if another request used the code up. The library reads it again for each check."""
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
