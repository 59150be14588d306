"""`/oauth/token`, `/oauth/revoke` and `/oauth/introspect`: what applications send, with no person looking on."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.views import base
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.common import Request as OauthlibRequest

from versioning.api.oauth.metadata import issuer_of
from versioning.models import Application
from versioning.models.access.find_access import find_access


class TokenView(base.TokenView):
    """A code, or a refresh token, for an access token and the next refresh token (RFC 6749 sections 4.1.3 and 6)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.authorization_flow_token_response(request)
        return answer


class RevokeView(base.RevokeTokenView):
    """Ends a token, and what was given out with it, at once (RFC 7009). Also 200 for what is no token."""


@method_decorator((csrf_exempt, never_cache), name="dispatch")
class IntrospectView(OAuthLibMixin, View):
    """Would the API take this access token (RFC 7662)? For confidential applications, by their secret.

    An application of a project learns of tokens for that project alone (section 4).
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        asking = self._asking_application(request)
        if asking is None:
            challenge = {"WWW-Authenticate": 'Basic realm="stemma"'}
            return JsonResponse({"error": "invalid_client"}, status=401, headers=challenge)
        if "token" not in request.POST:
            return JsonResponse({"error": "invalid_request", "error_description": "token is missing."}, status=400)
        access = find_access(request.POST["token"])
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
