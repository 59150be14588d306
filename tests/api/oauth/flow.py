"""The steps of a sign-in with OAuth 2, as an application and its person take them."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client

from versioning.models import Actor, Application, Project, User
from versioning.services.access.register_application import register_application

REDIRECT = "https://editor.example/callback"


def make_application(
    project: Project | None = None, *, name: str = "Quill", uri: str = REDIRECT, client_type: str = "public"
) -> tuple[Application, str | None]:
    """Return the application and, if it is confidential, its secret."""
    root = Actor(user=User.objects.get(is_superuser=True, is_service=False))
    made = register_application(actor=root, name=name, client_type=client_type, redirect_uris=[uri], project=project)
    return made.application, made.secret


@dataclass
class SignIn:
    """One person's sign-in to one application, step by step."""

    application: Application
    person: User | None
    scope: str = "read draft"
    redirect_uri: str = REDIRECT
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def __post_init__(self) -> None:
        if self.person is not None:
            self.browser.force_login(self.person)

    @property
    def challenge(self) -> str:
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def address(self, **changes: str | None) -> str:
        """Of the authorization request; a change to None leaves a parameter out."""
        asked = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": "st-1",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return "/oauth/authorize?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def ask(self, **changes: str | None) -> Any:
        return self.browser.get(self.address(**changes))

    def answer(self, decision: str = "allow", **changes: Any) -> Any:
        """Return what the person presses on the page that asks."""
        page = self.ask(**changes)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        assert token is not None, page.content.decode()
        return self.browser.post(self.address(**changes), {"decision": decision, "csrfmiddlewaretoken": token.group(1)})

    def code(self) -> str:
        return told(self.answer())["code"]

    def exchange(self, code: str | None, **changes: str | None) -> Any:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self.application.client_id,
            "code_verifier": self.verifier,
            **changes,
        }
        return post("/oauth/token", **sent)

    def refresh(self, refresh_token: str, **changes: str | None) -> Any:
        sent = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": self.application.client_id}
        return post("/oauth/token", **{**sent, **changes})

    def tokens(self) -> dict[str, Any]:
        """Signed in, and what the application got for it."""
        answer = self.exchange(self.code())
        assert answer.status_code == 200, answer.content
        tokens: dict[str, Any] = answer.json()
        return tokens


def post(path: str, headers: Any = None, **form: Any) -> Any:
    """As an application sends it: form-encoded, with no cookies."""
    body = urlencode({name: value for name, value in form.items() if value is not None})
    client = Client(raise_request_exception=False)
    return client.post(path, body, content_type="application/x-www-form-urlencoded", headers=headers)


def told(answer: Any) -> dict[str, str]:
    """Return what a redirect back to the application says."""
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
