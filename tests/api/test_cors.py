import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from tests.api.oauth.flow import make_application
from tests.cast import Cast
from versioning.services.access.retire_application import retire_application

EDITOR = "https://editor.example"
OPEN = ("/oauth/token", "/oauth/revoke", "/connect/token", "/.well-known/oauth-authorization-server")
CLOSED = ("/oauth/authorize", "/connect/authorize", "/oauth/introspect", "/sign-in/", "/admin/login/", "/docs/", "/")
ASKED = "authorization,x-api-key,content-type,if-match,if-none-match,idempotency-key"


def addresses(patterns: list[Any], prefix: str = "/") -> list[str]:
    """Return every route, with something in place of its parameters."""
    found = []
    for pattern in patterns:
        route = prefix + re.sub(r"<[^>]+>", "x", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


API = [address for address in addresses(get_resolver().url_patterns) if address.startswith(("/api/", "/v3/"))]


def preflight(path: str, *, origin: str = EDITOR) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": ASKED}
    return Client().options(path, headers=headers)


def listed(value: str) -> set[str]:
    return {item.strip().lower() for item in value.split(",")}


@pytest.fixture
def allowed(settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [EDITOR]


@pytest.mark.parametrize("path", [*API, *OPEN])
def test_every_route_answers_a_preflight_to_everybody(allowed: None, path: str) -> None:
    answer = preflight(path)

    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == EDITOR
    assert listed(answer["Access-Control-Allow-Headers"]) >= listed(ASKED)
    assert listed(answer["Access-Control-Allow-Methods"]) >= {"get", "post", "patch", "delete", "put"}
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["X-Request-ID"]


@pytest.mark.parametrize("path", CLOSED)
def test_pages_for_people_are_closed(allowed: None, db: None, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(path)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "https://editor.example.evil.example", "null", "x", "http://["]
)
def test_other_origins_are_refused(allowed: None, db: None, origin: str) -> None:
    answers = [preflight("/api/v1/documents", origin=origin), Client().get("/api/v1/x", headers={"Origin": origin})]

    assert not [answer for answer in answers if "Access-Control-Allow-Origin" in answer]


def test_refusals_can_be_read_as_well(allowed: None, db: None) -> None:
    answer = Client().get("/api/v1/documents", headers={"Origin": EDITOR})

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, EDITOR)
    assert listed(answer["Access-Control-Expose-Headers"]) == {
        "etag",
        "location",
        "x-request-id",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "retry-after",
        "idempotent-replayed",
        "www-authenticate",
        "link",
    }
    assert "origin" in listed(answer["Vary"])


def test_a_registered_public_application_is_let_in(cast: Cast) -> None:
    make_application(uri="https://Quill.example:443/callback")

    assert preflight("/api/v1/documents", origin="https://quill.example")["Access-Control-Allow-Origin"]


@pytest.mark.parametrize("origin", ["http://quill.example", "https://quill.example:444", "https://x.quill.example"])
def test_its_neighbours_are_not(cast: Cast, origin: str) -> None:
    make_application(uri="https://quill.example/callback")

    assert "Access-Control-Allow-Origin" not in preflight("/api/v1/documents", origin=origin)


def test_a_confidential_application_is_not_let_in(cast: Cast) -> None:
    make_application(client_type="confidential")

    assert "Access-Control-Allow-Origin" not in preflight("/api/v1/documents")


def test_a_retired_application_is_not_let_in(cast: Cast) -> None:
    application, _ = make_application(cast.project)
    retire_application(actor=cast.manager, application=application)
    cache.clear()

    assert "Access-Control-Allow-Origin" not in preflight("/api/v1/documents")
