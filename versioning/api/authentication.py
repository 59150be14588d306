"""Who is asking: a program with a token, an application for its person, or a person signed in to our own pages."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from versioning.models import Actor, Token, User
from versioning.models.access.find_access import actor_with, find_access

LONGEST_TOKEN = 200


class InvalidToken(AuthenticationFailed):
    """A token was sent and is not usable: RFC 6750 section 3.1, `invalid_token`."""

    default_detail = "Authentication required."


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750 section 2.1). `request.auth` is the Actor."""

    def authenticate_header(self, request: Request) -> str:
        sent = _authorization(request).lower().startswith("bearer")
        return 'Bearer realm="stemma", error="invalid_token"' if sent else 'Bearer realm="stemma"'


class ApplicationAuthentication(BearerAuthentication):
    """An access token of OAuth 2, which an application got from its person. In one query."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        raw = _bearer(request)
        if raw is None or "." in raw:
            return None
        access = find_access(raw)
        if access is None:
            raise InvalidToken
        return access.user, actor_with(access)


class TokenAuthentication(BearerAuthentication):
    """A token of our own, `<prefix>.<secret>`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        raw = _bearer(request)
        if raw is None:
            return None
        token = Token.objects.with_raw(raw)
        if token is None or not token.is_usable_at(timezone.now()):
            raise InvalidToken
        token.note_use()
        return token.user, Actor(user=token.user, credential=token.credential)


class BrowserSessionAuthentication(SessionAuthentication):
    """A signed-in person, with CSRF protection: for trying requests out in `/docs/`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        found = super().authenticate(request)
        return None if found is None else (found[0], Actor(user=found[0]))


def _bearer(request: Request) -> str | None:
    """The token that was sent; None where none was. Raises InvalidToken for what can be none."""
    scheme, _, raw = _authorization(request).partition(" ")
    if scheme.lower() != "bearer":
        return None
    raw = raw.strip()
    if not 0 < len(raw) <= LONGEST_TOKEN or not raw.isascii():
        raise InvalidToken
    return raw


def _authorization(request: Request) -> str:
    """`request.headers` would be made of all headers for this one."""
    sent: str = request._request.META.get("HTTP_AUTHORIZATION", "")
    return sent
