import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.api.problems import assert_refused
from tests.cast import Cast, client_with, make_token


@pytest.mark.parametrize("key", ["", " ", "a b", "a\tb", "x" * 256, "é", "a\x7f", "a\x00b"])
def test_wrong_idempotency_keys_are_told(cast: Cast, clients: Clients, key: str) -> None:
    document = cast.document()

    answer = clients.editor.post(
        f"/api/v1/documents/{document.pk}/versions", {}, format="json", HTTP_IDEMPOTENCY_KEY=key
    )

    assert_refused(answer, field="Idempotency-Key")
    assert document.versions.count() == 1


@pytest.mark.parametrize("tag", ["", "3", '"3', '"1" "2"', '"1", 2', ",", '"1"\r\nX-Evil: 1', "é", "**"])
def test_wrong_preconditions_are_told(cast: Cast, clients: Clients, tag: str) -> None:
    draft = cast.draft()

    answer = clients.editor.patch(
        f"/api/v1/drafts/{draft.identifier}", {"title": "x"}, format="json", HTTP_IF_MATCH=tag
    )

    assert_refused(answer, field="If-Match")
    assert "X-Evil" not in answer


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x y", "Bearer \xff", "bearer x", f"Bearer {'x' * 5000}", "Token x", "x"]
)
def test_wrong_tokens_are_nobody(db: None, header: str) -> None:
    client = APIClient(raise_request_exception=False)

    answer = client.get("/api/v1/documents", HTTP_AUTHORIZATION=header)

    assert_refused(answer, field=None, status=401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_nobody_at_once(cast: Cast) -> None:
    token, raw = make_token(cast.editor.user)
    client = client_with(raw)
    before = client.get("/api/v1/documents").status_code
    token.revoked_at = timezone.now()
    token.save()

    after = client.get("/api/v1/documents").status_code

    assert (before, after) == (200, 401)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/v1/documents", {"GET", "POST", "HEAD", "OPTIONS"}),
        ("POST", "/api/v1/events", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/api/v1/documents/{id}/restore", {"POST", "OPTIONS"}),
        ("PUT", "/api/v1/documents/{id}/draft", {"GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"}),
        ("TRACE", "/api/v1/documents", {"GET", "POST", "HEAD", "OPTIONS"}),
    ],
)
def test_other_methods_are_told_which_there_are(
    cast: Cast, clients: Clients, method: str, path: str, allowed: set[str]
) -> None:
    document = cast.document()

    answer = clients.manager.generic(method, path.format(id=document.pk))

    assert_refused(answer, field=None, status=405)
    assert set(answer["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["documents", "documents/{id}/draft", "documents/{id}/versions", "tokens"])
def test_options_tells_which_methods_there_are(cast: Cast, clients: Clients, path: str) -> None:
    document = cast.document()

    answer = clients.viewer.options(f"/api/v1/{path.format(id=document.pk)}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert {"GET", "POST", "OPTIONS"} <= set(answer["Allow"].split(", "))


def test_what_cannot_be_answered_in_is_told(clients: Clients) -> None:
    answer = clients.viewer.get("/api/v1/documents", HTTP_ACCEPT="application/pdf")

    assert answer.status_code == 406


@pytest.mark.parametrize("path", ["/v3/projects", "/api/v1/documents", "/sign-in/", "/docs/"])
def test_a_host_that_is_not_ours_is_one_line_in_the_log(db: None, caplog: pytest.LogCaptureFixture, path: str) -> None:
    answer = APIClient(raise_request_exception=False).get(path, HTTP_HOST="evil.example")

    assert answer.status_code == 400
    (line,) = caplog.text.splitlines()
    assert "Invalid HTTP_HOST header: 'evil.example'" in line
