"""Who is asking: a bearer token, or a person signed in to this server's own pages."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from versioning.models import Actor, Token, User

LONGEST_TOKEN = 200


class InvalidToken(AuthenticationFailed):
    """A token was sent and is not usable: RFC 6750 section 3.1, `invalid_token`."""

    default_detail = "Authentication required."


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <prefix>.<secret>` (RFC 6750 section 2.1). `request.auth` is the Actor."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        scheme, _, raw = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = _find(raw.strip())
        if token is None or not token.is_usable_at(timezone.now()):
            raise InvalidToken
        token.note_use()
        return token.user, Actor(user=token.user, credential=token.credential)

    def authenticate_header(self, request: Request) -> str:
        sent = get_authorization_header(request).lower().startswith(b"bearer")
        return 'Bearer realm="stemma", error="invalid_token"' if sent else 'Bearer realm="stemma"'


class BrowserSessionAuthentication(SessionAuthentication):
    """A signed-in person, with CSRF protection: for trying requests out in `/docs/`."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        found = super().authenticate(request)
        return None if found is None else (found[0], Actor(user=found[0]))


def _find(raw: bytes) -> Token | None:
    if not 0 < len(raw) <= LONGEST_TOKEN or not raw.isascii():
        return None
    return Token.objects.with_raw(raw.decode("ascii")).first()
