import time
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from tests.api.conftest import Clients
from tests.cast import Cast, client_for
from versioning.api import throttling

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture(autouse=True)
def _three_a_minute(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of three, and a window that does not end within a test."""
    settings.API_RATE_LIMIT = (3, 3)
    monkeypatch.setattr(throttling, "WINDOW_SECONDS", 10_000_000)


def test_every_answer_tells_how_many_are_left(clients: Clients) -> None:
    answers = [clients.viewer.get("/api/v1/projects") for _ in range(3)]

    assert [answer["X-RateLimit-Limit"] for answer in answers] == ["3", "3", "3"]
    assert [answer["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0"]
    assert all(int(answer["X-RateLimit-Reset"]) > time.time() for answer in answers)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/v1/documents/x", 404), ("PUT", "/api/v1/documents", 405), ("GET", "/api/v1/nothing", 404)],
)
def test_refusals_tell_it_as_well(clients: Clients, method: str, path: str, status: int) -> None:
    answer = clients.viewer.generic(method, path)

    assert answer.status_code == status
    assert all(name in answer for name in HEADERS)


def test_one_more_is_too_many(clients: Clients) -> None:
    for _ in range(3):
        clients.viewer.get("/api/v1/projects")

    answer = clients.viewer.get("/api/v1/projects")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer["Retry-After"]) >= 1
    assert answer["X-RateLimit-Remaining"] == "0"


def test_what_is_too_many_does_nothing(cast: Cast, clients: Clients) -> None:
    document = cast.document()
    path = f"/api/v1/documents/{document.pk}/versions"

    answers = [clients.editor.post(path, {}, format="json") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert document.versions.count() == 4


def test_each_token_has_its_own_count(cast: Cast, clients: Clients) -> None:
    for _ in range(4):
        clients.viewer.get("/api/v1/projects")

    answer = client_for(cast.viewer).get("/api/v1/projects")

    assert answer["X-RateLimit-Remaining"] == "2"


def test_who_is_nobody_is_counted_by_address(db: None) -> None:
    for number in range(3):
        APIClient().get("/api/v1/projects", HTTP_AUTHORIZATION=f"Bearer wrong.{number}", REMOTE_ADDR="192.0.2.1")

    same, other = (APIClient().get("/api/v1/projects", REMOTE_ADDR=f"192.0.2.{place}") for place in (1, 2))

    assert same.status_code == 429
    assert (other.status_code, other["X-RateLimit-Remaining"]) == (401, "2")


def test_reads_and_writes_are_counted_apart(cast: Cast, clients: Clients, settings: Settings) -> None:
    settings.API_RATE_LIMIT = (3, 1)
    path = f"/api/v1/documents/{cast.document().pk}/versions"
    clients.editor.post(path, {}, format="json")

    refused, read = clients.editor.post(path, {}, format="json"), clients.editor.get(path)

    assert (refused.status_code, refused["X-RateLimit-Limit"]) == (429, "1")
    assert (read.status_code, read["X-RateLimit-Limit"], read["X-RateLimit-Remaining"]) == (200, "3", "2")


def test_projects_that_a_token_does_not_reach_share_one_count(cast: Cast, clients: Clients) -> None:
    answers = [clients.viewer.get(f"/v3/projects/{uuid4()}/languages") for _ in range(4)]

    own = clients.viewer.get(f"/v3/projects/{cast.project.pk}/languages")

    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    assert (own.status_code, own["X-RateLimit-Remaining"]) == (200, "2")


def test_zero_turns_it_off(clients: Clients, settings: Settings) -> None:
    settings.API_RATE_LIMIT = (0, 0)

    answers = [clients.viewer.get("/api/v1/projects") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert not any(name in answer for answer in answers for name in HEADERS)
