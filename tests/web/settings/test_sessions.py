from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.observing import recorded
from tests.web.conftest import signed_in
from versioning.models import BrowserSession, User
from versioning.web.settings.sessions import browser_name

PAGE = "/settings/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def browser(cast: Cast) -> Client:
    return signed_in(cast.editor)


def row_of(client: Client) -> BrowserSession:
    return BrowserSession.objects.get(key=client.cookies["sessionid"].value)


def test_the_list_says_where_and_in_which_browser_and_marks_this_one(cast: Cast) -> None:
    phone = Client(HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="203.0.113.7")
    phone.force_login(cast.editor.user)
    laptop = Client(HTTP_USER_AGENT=FIREFOX)
    laptop.force_login(cast.editor.user)
    BrowserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=6))
    phone.get("/settings/")
    laptop.get("/settings/")

    page = laptop.get(PAGE).content.decode()

    assert page.index("Firefox on Linux") < page.index("This browser") < page.index("Safari on iPhone")
    assert "203.0.113.7" in page
    assert page.count("This browser") == 1


def test_nobody_sees_the_sessions_of_others(cast: Cast, browser: Client) -> None:
    other = signed_in(cast.manager)

    assert str(row_of(other).pk) not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{row_of(other).pk}/end/").status_code == 404
    assert other.get(PAGE).status_code == 200


def test_an_ended_session_opens_nothing_from_the_next_request_on(cast: Cast, browser: Client) -> None:
    stolen = signed_in(cast.editor)

    with recorded() as events:
        browser.post(f"{PAGE}{row_of(stolen).pk}/end/")

    assert stolen.get(PAGE).status_code == 302
    assert browser.get(PAGE).status_code == 200
    assert [(event.verb, event.data["count"]) for event in events] == [("session.ended", 1)]


def test_all_others_end_at_once(cast: Cast, browser: Client) -> None:
    others = [signed_in(cast.editor), signed_in(cast.editor)]

    answer = browser.post(PAGE, follow=True)

    assert "Ended 2 other sessions." in answer.content.decode()
    assert [other.get(PAGE).status_code for other in others] == [302, 302]


def test_a_late_request_does_not_revive_an_ended_session(cast: Cast, browser: Client) -> None:
    late = browser.session
    assert late.items()
    BrowserSession.objects.all().delete()
    late["seen"] = "library"

    with pytest.raises(UpdateError):
        late.save()

    assert not BrowserSession.objects.exists()


def test_signing_out_leaves_no_row(browser: Client) -> None:
    browser.post(reverse("sign-out"))

    assert not BrowserSession.objects.exists()


def test_the_database_does_not_hold_the_key(browser: Client) -> None:
    key = browser.cookies["sessionid"].value

    row = BrowserSession.objects.values().get()

    assert key not in str(row)


def test_a_key_that_nobody_was_given_does_not_become_one(browser: Client, cast: Cast) -> None:
    stranger = Client()
    stranger.cookies["sessionid"] = "a" * 32
    user = cast.viewer.user
    user.set_password("correct horse")
    user.save()

    stranger.post("/sign-in/", {"username": user.username, "password": "correct horse"})

    assert stranger.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize(
    ("field", "age"),
    [("last_seen_at", timedelta(hours=72, minutes=1)), ("begun_at", timedelta(days=30, minutes=1))],
)
def test_a_session_ends_at_either_limit(browser: Client, field: str, age: timedelta) -> None:
    BrowserSession.objects.update(**{field: timezone.now() - age})

    assert browser.get(PAGE).status_code == 302


def test_a_lower_limit_ends_older_sessions_at_once(browser: Client, settings: Settings) -> None:
    BrowserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=2))
    settings.SESSION_IDLE_HOURS = 1

    assert browser.get(PAGE).status_code == 302


def test_using_it_keeps_it_alive_and_not_every_request_writes(browser: Client, django_assert_num_queries: Any) -> None:
    ago = timezone.now() - timedelta(hours=71)
    BrowserSession.objects.update(last_seen_at=ago)
    browser.get(PAGE)

    seen = BrowserSession.objects.get().last_seen_at

    assert seen > ago
    browser.get(PAGE)
    assert BrowserSession.objects.get().last_seen_at == seen


def test_the_cookie_lasts_as_long_as_the_session_may(cast: Cast, settings: Settings) -> None:
    cast.editor.user.set_password("correct horse")
    cast.editor.user.save()
    client = Client()

    client.post("/sign-in/", {"username": cast.editor.user.username, "password": "correct horse"})

    assert client.cookies["sessionid"]["max-age"] == 86_400 * settings.SESSION_MAX_DAYS


def test_an_administrator_ends_all_sessions_of_somebody(cast: Cast, browser: Client) -> None:
    office = Client()
    office.force_login(User.objects.get(is_superuser=True))

    office.post(
        reverse("admin:versioning_user_changelist"),
        {"action": "sign_out", "_selected_action": [str(cast.editor.user.pk)]},
    )

    assert browser.get(PAGE).status_code == 302
    assert office.get("/admin/").status_code == 200


def test_a_deactivated_account_has_no_sessions_when_it_comes_back(cast: Cast, browser: Client) -> None:
    office = Client()
    office.force_login(User.objects.get(is_superuser=True))
    user = cast.editor.user
    form = {"username": user.username, "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}

    office.post(reverse("admin:versioning_user_change", args=(user.pk,)), form)

    User.objects.update(is_active=True)
    assert browser.get(PAGE).status_code == 302


def test_signing_in_again_gives_another_key(cast: Cast, browser: Client) -> None:
    cast.editor.user.set_password("correct horse")
    cast.editor.user.save()
    before = browser.cookies["sessionid"].value

    browser.post("/sign-in/", {"username": cast.editor.user.username, "password": "correct horse"})

    assert browser.cookies["sessionid"].value != before
    assert BrowserSession.objects.filter(user=cast.editor.user).count() == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_browsers_are_named_for_people(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


def test_what_is_no_text_for_the_database_is_replaced(cast: Cast) -> None:
    odd = Client(HTTP_USER_AGENT="a\0b" + "x" * 1000)
    odd.force_login(cast.editor.user)

    assert odd.get(PAGE).status_code == 200
