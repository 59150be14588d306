"""`/oauth/authorize`: a person allows an application to act for them, or refuses."""

import re
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import InvalidRequestError

from versioning.api.oauth.metadata import issuer_of
from versioning.api.oauth.validator import may_use
from versioning.models import Application, Scope, User
from versioning.models.access.redirect_uris import origin_of
from versioning.services.access.record_authorization import ALLOWED, record_authorization

# SHA-256 in base64url (RFC 7636 section 4.2).
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class AskForProof(Protocol):
    """Return the page that asks for the password, or None if it was entered lately. Cancel leads to `leave`."""

    def __call__(self, request: HttpRequest, *, leave: str) -> HttpResponse | None: ...


@method_decorator(never_cache, name="dispatch")
class AuthorizeView(OAuthLibMixin, View):
    """Authorization requests of RFC 6749 section 4.1.1 with PKCE by S256. The person is asked each time.

    The whole request is in the URL, also when the person answers, and is validated each time. `ask_for_proof` is
    for `as_view`. Its page is one of the desk.
    """

    request: HttpRequest
    ask_for_proof: AskForProof | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Validate the request before the person signs in, so that faults of the application show at once."""
        try:
            self.scopes, self.authorization = self.validate_authorization_request(request)
            _require_s256(self.authorization)
        except OAuthToolkitError as error:
            return self._refuse(error)
        # The person comes back to this address, with the whole request in it.
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask the person."""
        return self._ask(status=200 if self._may_use() else 403)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the answer of the person. Everything except `allow` is a refusal, which needs no password."""
        allow = request.POST.get("decision") == "allow" and self._may_use()
        assert self.ask_for_proof is not None  # noqa: S101  the URLs give it
        # Cancel leads back to the consent, whose address this is.
        proof = self.ask_for_proof(request, leave=request.get_full_path()) if allow else None
        if proof is not None:
            return self._leading_back(proof)
        try:
            uri, *_ = self.create_authorization_response(request, " ".join(self.scopes), self.authorization, allow)
        except OAuthToolkitError as error:
            return self._refuse(error)
        if allow:
            assert isinstance(request.user, User)  # noqa: S101  nobody else may allow it
            record_authorization(
                user=request.user, application=self._application, verb=ALLOWED, scopes=sorted(self.scopes)
            )
        return self._send_back(uri)

    @property
    def _application(self) -> Application:
        application: Application = self.authorization["request"].client
        return application

    @property
    def _origin(self) -> str:
        return origin_of(self.authorization["redirect_uri"])

    def _may_use(self) -> bool:
        user = self.request.user
        return isinstance(user, User) and may_use(user=user, application=self._application)

    def _ask(self, *, status: int) -> HttpResponse:
        page = {
            "application": self._application,
            "origin": self._origin,
            "rights": [Scope(scope) for scope in Scope.values if scope in self.scopes],
            # A person without a role in the application's project sees why, instead of a button that fails.
            "may_use": status == 200,
        }
        return self._leading_back(render(self.request, "oauth/consent.html", page, status=status))

    def _leading_back(self, page: HttpResponse) -> HttpResponse:
        """Let the form of the page lead to the application."""
        # Chromium applies form-action to the redirect after the form too. CSP has no syntax for IPv6 addresses.
        target = "http:" if "[" in self._origin else self._origin
        csp_update({"form-action": [target]})(lambda _: page)(self.request)
        return page

    def _refuse(self, error: OAuthToolkitError) -> HttpResponse:
        """Send the error to the application. Show it here if the application or its redirect URI is not valid."""
        may_redirect, details = self.error_response(error)
        if may_redirect:
            return self._send_back(details["url"])
        return render(self.request, "oauth/refused.html", {"error": details["error"]}, status=400)

    def _send_back(self, uri: str) -> HttpResponse:
        """Redirect to the application with the issuer, also after a refusal (RFC 9207 section 2)."""
        parts = urlsplit(uri)
        query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "iss"]
        query.append(("iss", issuer_of(self.request)))
        answer: HttpResponse = OAuth2ResponseRedirect(
            parts._replace(query=urlencode(query)).geturl(), oauth2_settings.ALLOWED_REDIRECT_URI_SCHEMES
        )
        return answer


def _require_s256(authorization: dict[str, Any]) -> None:
    if authorization["code_challenge_method"] != "S256" or not CHALLENGE.fullmatch(authorization["code_challenge"]):
        description = "code_challenge must be one of the code_challenge_method S256."
        error = InvalidRequestError(description=description, state=authorization["state"])
        raise OAuthToolkitError(error=error, redirect_uri=authorization["redirect_uri"])
