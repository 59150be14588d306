"""`/.well-known/oauth-authorization-server`: the metadata of the authorization server (RFC 8414)."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from versioning.models import Scope

# RFC 6749 section 2.3.1: with HTTP Basic, or in the body.
CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post"]


def issuer_of(request: HttpRequest) -> str:
    """Return the URL of this server. Behind a proxy, it has the scheme and the host that the proxy sends."""
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
def metadata(request: HttpRequest) -> JsonResponse:
    """Answer with the endpoints and what they support."""
    return JsonResponse(
        {
            "issuer": issuer_of(request),
            "authorization_endpoint": request.build_absolute_uri(reverse("oauth:authorize")),
            "token_endpoint": request.build_absolute_uri(reverse("oauth:token")),
            "revocation_endpoint": request.build_absolute_uri(reverse("oauth:revoke")),
            "introspection_endpoint": request.build_absolute_uri(reverse("oauth:introspect")),
            "scopes_supported": Scope.values,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", *CLIENT_AUTHENTICATION],
            "revocation_endpoint_auth_methods_supported": ["none", *CLIENT_AUTHENTICATION],
            "introspection_endpoint_auth_methods_supported": CLIENT_AUTHENTICATION,
            "authorization_response_iss_parameter_supported": True,
            "service_documentation": request.build_absolute_uri(reverse("docs")),
        }
    )
