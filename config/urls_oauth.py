"""The paths of OAuth 2, and the paths that clients of Document360 use for its identity server."""

from django.http import HttpResponse
from django.urls import path

from versioning.api.oauth.authorize import AuthorizeView
from versioning.api.oauth.metadata import metadata
from versioning.api.oauth.tokens import IntrospectView, RevokeView, TokenView
from versioning.web.settings.proof import ask_for_proof


class ConsentView(AuthorizeView):
    """Consent, with the page of the desk that asks for the password. Its address is that of the consent."""

    def ask_for_proof(self) -> HttpResponse | None:
        return ask_for_proof(self.request, leave=self.request.get_full_path())


app_name = "oauth"
urlpatterns = [
    path(".well-known/oauth-authorization-server", metadata, name="metadata"),
    path("oauth/authorize", ConsentView.as_view(), name="authorize"),
    path("oauth/token", TokenView.as_view(), name="token"),
    path("oauth/revoke", RevokeView.as_view(), name="revoke"),
    path("oauth/introspect", IntrospectView.as_view(), name="introspect"),
    path("connect/authorize", ConsentView.as_view()),
    path("connect/token", TokenView.as_view()),
]
