"""How many pictures of other servers the editors let this one copy at once."""

from django.urls import reverse

from tests.cast import Cast
from tests.web.conftest import signed_in
from versioning.web.files import fetching


def test_a_fourth_picture_at_once_is_refused_and_keeps_no_thread(cast: Cast) -> None:
    browser, address = signed_in(cast.editor), reverse("desk:fetch-picture", args=(cast.project.pk,))
    for _ in range(3):
        assert fetching._PLACES.acquire(blocking=False)

    try:
        answer = browser.post(address, {"url": "https://pictures.example/a.png"}, content_type="application/json")
    finally:
        fetching._PLACES.release(3)

    assert answer.status_code == 429
    assert "Try again in a moment." in answer.json()["message"]
