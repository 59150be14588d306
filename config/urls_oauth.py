"""The paths of OAuth 2, and the paths that clients of Document360 use for its identity server."""

from django.urls import path

from versioning.api.oauth.authorize import AuthorizeView
from versioning.api.oauth.metadata import metadata
from versioning.api.oauth.tokens import IntrospectView, RevokeView, TokenView
from versioning.web.settings.proof import ask_for_proof

# The API does not know the desk, whose page asks for the password.
authorize = AuthorizeView.as_view(ask_for_proof=ask_for_proof)

app_name = "oauth"
urlpatterns = [
    path(".well-known/oauth-authorization-server", metadata, name="metadata"),
    path("oauth/authorize", authorize, name="authorize"),
    path("oauth/token", TokenView.as_view(), name="token"),
    path("oauth/revoke", RevokeView.as_view(), name="revoke"),
    path("oauth/introspect", IntrospectView.as_view(), name="introspect"),
    path("connect/authorize", authorize),
    path("connect/token", TokenView.as_view()),
]
