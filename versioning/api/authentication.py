"""Who is asking: a program with a token, an application for its person, or a person signed in to our own pages."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from versioning.models import Actor, Token, User
from versioning.models.access.access_token import actor_of_token, find_access_token

LONGEST_TOKEN = 200


class InvalidToken(AuthenticationFailed):
    """A token was sent and is not usable: RFC 6750 section 3.1, `invalid_token`."""

    default_detail = "Authentication required."


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750 section 2.1). `request.auth` is the Actor."""

    def authenticate_header(self, request: Request) -> str:
        return challenge(token_sent=authorization_of(request).lower().startswith("bearer"))


class ApplicationAuthentication(BearerAuthentication):
    """An access token of OAuth 2, which an application got from its person. In one query."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        raw = bearer_token(request)
        return None if raw is None or _is_own(raw) else _by_access_token(raw)


class TokenAuthentication(BearerAuthentication):
    """A token of our own, `<prefix>.<secret>`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        raw = bearer_token(request)
        return None if raw is None else _by_own_token(raw)


class BrowserSessionAuthentication(SessionAuthentication):
    """A signed-in person, with CSRF protection: for trying requests out in `/docs/`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        found = super().authenticate(request)
        return None if found is None else (found[0], Actor(user=found[0]))


def authenticate_token(raw: str) -> tuple[User, Actor]:
    """Return who acts by a token of either kind. Raises InvalidToken."""
    return _by_own_token(raw) if _is_own(raw) else _by_access_token(raw)


def bearer_token(request: Request) -> str | None:
    """Return the token in the header Authorization, or None if there is none. Raises InvalidToken."""
    scheme, _, raw = authorization_of(request).partition(" ")
    return checked_token(raw) if scheme.lower() == "bearer" else None


def checked_token(raw: str) -> str:
    """Return the token without spaces around it. Raises InvalidToken if no token looks like that."""
    raw = raw.strip()
    if not 0 < len(raw) <= LONGEST_TOKEN or not raw.isascii():
        raise InvalidToken
    return raw


def authorization_of(request: Request) -> str:
    """Return the header Authorization. `request.headers` would be made of all headers for this one."""
    sent: str = request._request.META.get("HTTP_AUTHORIZATION", "")
    return sent


def challenge(*, token_sent: bool) -> str:
    """Return the value of WWW-Authenticate (RFC 6750 section 3)."""
    return 'Bearer realm="stemma", error="invalid_token"' if token_sent else 'Bearer realm="stemma"'


def _is_own(raw: str) -> bool:
    return "." in raw


def _by_own_token(raw: str) -> tuple[User, Actor]:
    token = Token.objects.with_raw(raw)
    if token is None or not token.is_usable_at(timezone.now()):
        raise InvalidToken
    token.record_use()
    return token.user, Actor(user=token.user, credential=token.credential)


def _by_access_token(raw: str) -> tuple[User, Actor]:
    access = find_access_token(raw)
    if access is None:
        raise InvalidToken
    return access.user, actor_of_token(access)
