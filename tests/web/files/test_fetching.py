"""How many pictures of other servers the editors let this one copy at once."""

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.web.conftest import signed_in
from versioning.ops.rate_limit import WINDOW_SECONDS
from versioning.web.files import fetching


def test_a_fourth_picture_at_once_is_refused_and_keeps_no_thread(cast: Cast) -> None:
    browser, address = signed_in(cast.editor), reverse("desk:fetch-picture", args=(cast.project.pk,))
    for _ in range(3):
        assert fetching._PLACES.acquire(blocking=False)

    try:
        answer = browser.post(address, {"url": "https://pictures.example/a.png"}, content_type="application/json")
    finally:
        fetching._PLACES.release(3)

    assert (answer.status_code, answer["Retry-After"]) == (429, str(fetching.PAUSE))
    assert "Try again in a moment." in answer.json()["message"]


def test_one_picture_too_many_in_a_minute_says_when_to_try_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, address = signed_in(cast.editor), reverse("desk:fetch-picture", args=(cast.project.pk,))
    monkeypatch.setattr(fetching, "MOST_A_MINUTE", 0)

    answer = browser.post(address, {"url": "https://pictures.example/a.png"}, content_type="application/json")

    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= WINDOW_SECONDS
