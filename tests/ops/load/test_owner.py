"""Each request has an owner, and a client beyond its share gets 503."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from versioning.ops.load import owner as module
from versioning.ops.load import shares
from versioning.ops.load.admission import Admission
from versioning.ops.load.owner import OwnerMiddleware

TOKEN = {"Authorization": "Bearer one"}


@pytest.fixture(autouse=True)
def admission(monkeypatch: pytest.MonkeyPatch) -> Admission:
    """Return an admission of two threads, with one place for whoever is not alone."""
    admission = Admission()
    admission.limit(2, threads=2)
    monkeypatch.setattr(module, "ADMISSION", admission)
    monkeypatch.setattr(shares, "ALONE_SECONDS", 60)
    monkeypatch.setattr(shares, "LONG_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(shares, "SHORT_WAIT_SECONDS", 0.01)
    return admission


def answer_at_once(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@pytest.fixture
def busy(rf: RequestFactory) -> Iterator[None]:
    """Let somebody else ask, while a request with the token is at work."""
    OwnerMiddleware(answer_at_once)(rf.get("/", REMOTE_ADDR="192.0.2.1"))
    begun, leave = threading.Event(), threading.Event()

    def answer(_request: HttpRequest) -> HttpResponse:
        begun.set()
        leave.wait(timeout=10)
        return HttpResponse("ok")

    with ThreadPoolExecutor(1) as other:
        working = other.submit(OwnerMiddleware(answer), rf.get("/", headers=TOKEN))
        assert begun.wait(timeout=5)
        yield
        leave.set()
        assert working.result().status_code == 200


def status(request: HttpRequest) -> int:
    return OwnerMiddleware(answer_at_once)(request).status_code


@pytest.mark.usefixtures("busy")
def test_a_request_beyond_the_share_is_told_to_come_again(rf: RequestFactory) -> None:
    response = OwnerMiddleware(answer_at_once)(rf.get("/api/v1/documents", headers=TOKEN))

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("busy")
def test_the_body_of_a_refused_request_is_read_so_that_its_client_sees_the_response(rf: RequestFactory) -> None:
    request = rf.post("/api/v1/documents", data=b"x" * 200_000, content_type="application/json", headers=TOKEN)

    assert status(request) == 503
    assert request.read() == b""


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    "shown",
    [
        {"Authorization": "bearer   one"},
        {"X-API-Key": "one"},
        {"Authorization": "Bearer made-up", "X-API-Key": "one"},
    ],
)
def test_a_credential_counts_however_it_is_shown(rf: RequestFactory, shown: dict[str, str]) -> None:
    assert status(rf.get("/", headers=shown)) == 503


@pytest.mark.usefixtures("busy")
def test_others_are_answered(rf: RequestFactory) -> None:
    with_session = rf.get("/")
    with_session.COOKIES[settings.SESSION_COOKIE_NAME] = "two"

    assert status(with_session) == 200
    assert status(rf.get("/", REMOTE_ADDR="192.0.2.1")) == 200
