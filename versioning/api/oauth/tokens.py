"""`/oauth/token`, `/oauth/revoke` and `/oauth/introspect`, which applications call without a browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.models import AccessToken
from oauth2_provider.views import base
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.common import Request as OauthlibRequest

from versioning.api.oauth.metadata import issuer_of
from versioning.models import Application
from versioning.models.access.access_token import find_access_token
from versioning.ops.proxies import address_group
from versioning.ops.rate_limit import count_in_window

# Requests a minute from one address. An application exchanges one code for each sign-in, and refreshes once an hour.
MOST_A_MINUTE = 120


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 429 with Retry-After to an address that sends more than MOST_A_MINUTE requests to these endpoints."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        window = count_in_window(f"oauth:{address_group(request.META.get('REMOTE_ADDR', ''))}")
        if window.requests > MOST_A_MINUTE:
            headers = {"Retry-After": str(window.seconds_left)}
            return JsonResponse({"error": "slow_down"}, status=429, headers=headers)
        return view(request, *args, **kwargs)

    return inner


@method_decorator(limited, name="dispatch")
class TokenView(base.TokenView):
    """Exchange a code or a refresh token for an access token and a refresh token (RFC 6749 sections 4.1.3 and 6)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            answer: HttpResponse = self.authorization_flow_token_response(request)
        except AccessToken.DoesNotExist:
            # The same code or refresh token was used once more, which revoked the tokens before they were sent.
            return JsonResponse({"error": "invalid_grant"}, status=400, headers={"Cache-Control": "no-store"})
        return answer


@method_decorator(limited, name="dispatch")
class RevokeView(base.RevokeTokenView):
    """Revoke a token and the tokens issued with it, at once (RFC 7009). Unknown tokens are answered with 200 too."""


@method_decorator((csrf_exempt, never_cache, limited), name="dispatch")
class IntrospectView(OAuthLibMixin, View):
    """Report if an access token is valid (RFC 7662). Only for confidential applications, with their secret.

    An application of a project learns of tokens for that project alone (section 4).
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        asking = self._asking_application(request)
        if asking is None:
            challenge = {"WWW-Authenticate": 'Basic realm="stemma"'}
            return JsonResponse({"error": "invalid_client"}, status=401, headers=challenge)
        if "token" not in request.POST:
            return JsonResponse(
                {"error": "invalid_request", "error_description": "The parameter token is missing."}, status=400
            )
        access = find_access_token(request.POST["token"])
        # RFC 7662 section 2.2: nothing more about a token that is not active.
        if access is None or not _may_know(asking, of=access.application):
            return JsonResponse({"active": False})
        return JsonResponse(
            {
                "active": True,
                "scope": access.scope,
                "client_id": access.application.client_id,
                "username": access.user.get_username(),
                "token_type": "Bearer",
                "exp": int(access.expires.timestamp()),
                "iat": int(access.created.timestamp()),
                "sub": str(access.user.pk),
                "iss": issuer_of(request),
            }
        )

    def _asking_application(self, request: HttpRequest) -> Application | None:
        """Return the application that proves itself by its secret, else None."""
        core = self.get_oauthlib_core()
        uri, method, body, headers = core._extract_params(request)
        asked = OauthlibRequest(uri, method, body, headers)
        return asked.client if core.server.request_validator.authenticate_client(asked) else None


def _may_know(asking: Application, *, of: Application) -> bool:
    """Return whether the tokens of one application concern another. One without a project serves all projects."""
    return asking.project_id is None or asking.project_id == of.project_id
