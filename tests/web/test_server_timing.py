"""Who is told how long a page took."""

import re

from django.test import Client

from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.models import User

METRICS = r'database;dur=[\d.]+;desc="(\d+) statements?", render;dur=[\d.]+, total;dur=[\d.]+'


def staff(cast: Cast) -> Client:
    User.objects.filter(pk=cast.manager.user.pk).update(is_staff=True)
    client = Client()
    client.force_login(cast.manager.user)
    return client


def test_staff_sees_the_times_of_a_page(cast: Cast) -> None:
    answer = staff(cast).get(f"/d/{cast.document().identifier}/")

    found = re.fullmatch(METRICS, answer.headers["Server-Timing"])
    assert found is not None
    assert int(found[1]) >= 1


def test_staff_sees_the_times_of_a_page_that_is_refused(cast: Cast) -> None:
    answer = staff(cast).get("/d/00000000/")

    assert answer.status_code == 404
    assert "Server-Timing" in answer.headers


def test_times_tell_nobody_else_what_a_page_passed_over(cast: Cast, desks: Desks) -> None:
    path = f"/d/{cast.document().identifier}/"

    answers = [desks.manager.get(path), desks.nobody.get(path), desks.stranger.get(path)]

    assert not any("Server-Timing" in answer.headers for answer in answers)
