"""The desk has the limits of the API, its pages as well as what its scripts call."""

import time

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import signed_in


@pytest.fixture(autouse=True)
def _two_a_minute(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of two, and a minute that does not end within a test."""
    settings.API_RATE_LIMIT = (2, 2)
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)


def test_one_page_more_is_too_many(cast: Cast) -> None:
    browser = signed_in(cast.viewer)

    answers = [browser.get("/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1


def test_one_preview_more_is_too_many(cast: Cast) -> None:
    browser, draft = signed_in(cast.editor), cast.draft()

    answers = [
        browser.post(f"/drafts/{draft.identifier}/preview", {"body": "x"}, content_type="application/json")
        for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert int(answers[-1]["Retry-After"]) >= 1


def test_other_people_have_limits_of_their_own(cast: Cast) -> None:
    busy = signed_in(cast.viewer)
    for _ in range(3):
        busy.get("/")

    assert signed_in(cast.editor).get("/").status_code == 200
