"""Authentication with X-API-Key, the header of Document360's own command-line client."""

from rest_framework.request import Request

from versioning.api.authentication import (
    BearerAuthentication,
    InvalidToken,
    authenticate_token,
    authorization_of,
    bearer_token,
    challenge,
    checked_token,
)
from versioning.models import Actor, User

# The client refuses keys without this prefix.
PREFIX = "d360_sk_"


class ApiKeyAuthentication(BearerAuthentication):
    """`X-API-Key: <token>` or `X-API-Key: d360_sk_<token>`, for any token that `Authorization: Bearer` takes.

    This class comes before those that read Authorization, because both headers together must name the same token.
    """

    def authenticate_header(self, request: Request) -> str:
        return super().authenticate_header(request) if _api_key_of(request) is None else challenge(token_sent=True)

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        sent = _api_key_of(request)
        if sent is None:
            return None
        raw = checked_token(sent.strip().removeprefix(PREFIX))
        # Otherwise one header could authorize what a proxy checked in the other.
        if authorization_of(request) and bearer_token(request) != raw:
            raise InvalidToken
        return authenticate_token(raw)


def _api_key_of(request: Request) -> str | None:
    sent: str | None = request._request.META.get("HTTP_X_API_KEY")
    return sent
