import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.cast import Cast

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PATHS = ["/api/v1/documents", "/api/v1/nothing", "/v3/projects"]


@pytest.mark.parametrize("path", PATHS)
def test_a_call_has_the_security_headers_of_a_page(clients: Clients, path: str) -> None:
    page = Client().get("/sign-in/")

    answer = clients.viewer.get(path)

    assert {name: answer[name] for name in SECURITY} == SECURITY
    assert answer["Content-Security-Policy"] == page["Content-Security-Policy"]
    assert answer["Content-Length"] == str(len(answer.content))


@pytest.mark.parametrize("path", PATHS)
def test_a_call_opens_no_session(clients: Clients, path: str) -> None:
    answer = clients.viewer.get(path)

    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()


@pytest.mark.parametrize("path", PATHS)
def test_a_call_to_a_host_that_is_none_of_ours_is_refused(clients: Clients, path: str) -> None:
    assert clients.viewer.get(path, SERVER_NAME="elsewhere.example").status_code == 400


def test_a_person_who_is_signed_in_may_call(cast: Cast) -> None:
    client = APIClient()
    client.force_login(cast.viewer.user)

    assert client.get("/api/v1/documents").status_code == 200


def test_a_signed_in_person_s_call_is_guarded_against_forgery(cast: Cast) -> None:
    document, client = cast.document(), APIClient(enforce_csrf_checks=True)
    client.force_login(cast.editor.user)

    answer = client.post(f"/api/v1/documents/{document.pk}/versions", {}, format="json")

    assert answer.status_code == 403


def test_a_call_is_answered_the_same_under_asgi() -> None:
    answer = async_to_sync(AsyncClient().get)("/api/v1/documents/")

    assert answer.status_code == 401
    assert {name: answer[name] for name in SECURITY} == SECURITY


def test_a_call_passes_by_what_pages_alone_need(clients: Clients) -> None:
    answer = clients.viewer.get("/api/v1/documents")

    assert not hasattr(answer.wsgi_request, "session")
