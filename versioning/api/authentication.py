"""Authenticate a request by a token of ours, by an access token of OAuth 2, or by the session of a signed-in person."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from versioning.models import Actor, Token, User
from versioning.models.access.access_token import actor_of_token, find_access_token
from versioning.models.sql.prepared import Lookup
from versioning.models.sql.read_along import is_read_along

# Ours have 52 characters. A limit keeps long headers away from the database.
LONGEST_TOKEN = 200


class InvalidToken(AuthenticationFailed):
    """The request has an unusable token: `invalid_token` of RFC 6750 section 3.1."""

    default_detail = "Authentication required."


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750 section 2.1). `request.auth` is the Actor."""

    def authenticate_header(self, request: Request) -> str:
        return challenge(token_sent=authorization_of(request).lower().startswith("bearer"))


class ApplicationAuthentication(BearerAuthentication):
    """Accept an access token of OAuth 2, with one query."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        raw = bearer_token(request)
        return None if raw is None or _is_own(raw) else _by_access_token(raw)


class TokenAuthentication(BearerAuthentication):
    """Accept a token of ours, `<prefix>.<secret>`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        raw = bearer_token(request)
        return None if raw is None else _by_own_token(raw, lookup=_first_lookup(request))


class BrowserSessionAuthentication(SessionAuthentication):
    """Accept the session of a signed-in person, with CSRF protection, for trying out requests in `/docs/`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        authenticated = super().authenticate(request)
        return None if authenticated is None else (authenticated[0], Actor(user=authenticated[0]))


def authenticate_token(raw: str) -> tuple[User, Actor]:
    """Return the user and the actor of a token of either kind. Raises InvalidToken."""
    return _by_own_token(raw) if _is_own(raw) else _by_access_token(raw)


def bearer_token(request: Request) -> str | None:
    """Return the token in the header Authorization, or None if there is no Bearer token. Raises InvalidToken."""
    scheme, _, raw = authorization_of(request).partition(" ")
    return checked_token(raw) if scheme.lower() == "bearer" else None


def checked_token(raw: str) -> str:
    """Return the token without surrounding spaces. Raises InvalidToken if it cannot be a token."""
    raw = raw.strip()
    # Nothing else can be a token, and the database need not be asked.
    if not 0 < len(raw) <= LONGEST_TOKEN or not raw.isascii():
        raise InvalidToken
    return raw


def authorization_of(request: Request) -> str:
    """Return the header Authorization, or an empty string."""
    # `request.headers` would first parse all headers of the request.
    sent: str = request._request.META.get("HTTP_AUTHORIZATION", "")
    return sent


def challenge(*, token_sent: bool) -> str:
    """Return the value of WWW-Authenticate (RFC 6750 section 3)."""
    # Section 3.1: a request without a token gets no error code.
    return 'Bearer realm="stemma", error="invalid_token"' if token_sent else 'Bearer realm="stemma"'


def _is_own(raw: str) -> bool:
    # Access tokens of OAuth 2 never have a dot.
    return "." in raw


def _first_lookup(request: Request) -> Lookup[Any] | None:
    """Return what the view looks up first, unless it is read later, or from another database than the token."""
    # Such a request may wait for another one with the same key. What it may do is read after that.
    if "HTTP_IDEMPOTENCY_KEY" in request.META:
        return None
    lookup: Lookup[Any] | None = request.parser_context["view"].first_lookup()
    return lookup if lookup is not None and is_read_along(lookup) else None


def _by_own_token(raw: str, *, lookup: Lookup[Any] | None = None) -> tuple[User, Actor]:
    token, row = (Token.objects.with_raw(raw), None) if lookup is None else Token.objects.with_raw_along(raw, lookup)
    # The answer does not say which of the two it is, so that nobody learns which tokens exist.
    if token is None or not token.is_usable_at(timezone.now()):
        raise InvalidToken
    token.record_use()
    actor = Actor(user=token.user, credential=token.credential)
    if lookup is not None:
        actor.learn_row(lookup, row)
    return token.user, actor


def _by_access_token(raw: str) -> tuple[User, Actor]:
    access = find_access_token(raw)
    if access is None:
        raise InvalidToken
    return access.user, actor_of_token(access)
