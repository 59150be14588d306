"""Changes of access ask for the password again if it was entered a while ago."""

from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, make_user
from tests.web.conftest import signed_in
from tests.web.routes import MATRIX, Row, address, name_of, sent
from tests.web.world import make_world
from versioning.models import Application, BrowserSession, Event, Membership, Token, User

PASSWORD = "correct horse"
APPLICATION = {
    "name": 'Quill "2" <b>',
    "client_type": "public",
    "redirect_uris": "https://a.example/\r\nhttps://b.example/",
}
GUARDED = {
    *("tokens", "revoke-token", "end-sign-in", "sessions", "end-session", "members", "role", "remove-member"),
    *("project-tokens", "applications", "retire-application"),
    *("webhooks", "webhook", "rotate-secret", "webhook-status", "delete-webhook"),
}


class Fields(HTMLParser):
    """The hidden fields of the form on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden" and values.get("name") != "csrfmiddlewaretoken":
            self.hidden.append((str(values["name"]), unescape(str(values["value"]))))


@pytest.fixture
def browser(cast: Cast) -> Client:
    """Return a manager who entered the password an hour ago."""
    cast.manager.user.set_password(PASSWORD)
    cast.manager.user.save()
    client = signed_in(cast.manager)
    grow_old()
    return client


def grow_old() -> None:
    BrowserSession.objects.update(begun_at=timezone.now() - timedelta(hours=1))


def test_every_change_of_access_asks(cast: Cast, browser: Client) -> None:
    world = make_world(cast)
    asking = {
        row.name
        for row in MATRIX
        if row.method == "POST"
        and "proof" in browser.post(address(row.name, row.places, world), sent(row, world)).content.decode()
        and row.name in GUARDED
    }

    assert asking == GUARDED


@pytest.mark.parametrize("row", [row for row in MATRIX if row.name in GUARDED and row.method == "POST"], ids=name_of)
def test_nothing_changes_before_the_password(cast: Cast, browser: Client, row: Row) -> None:
    world = make_world(cast)
    before = (Event.objects.count(), Token.objects.count(), Membership.objects.count(), Application.objects.count())

    answer = browser.post(address(row.name, row.places, world), sent(row, world))

    assert answer.status_code == 403
    assert "Confirm your password" in answer.content.decode()
    after = (Event.objects.count(), Token.objects.count(), Membership.objects.count(), Application.objects.count())
    assert after == before


def test_the_form_is_kept_and_done_with_the_password(cast: Cast, browser: Client) -> None:
    page = reverse("desk:applications", args=(cast.project.slug,))
    kept = Fields(browser.post(page, APPLICATION).content.decode()).hidden

    answer = browser.post(page, {**dict(kept), "proof": PASSWORD})

    assert dict(kept) == APPLICATION
    assert answer.status_code == 200
    made = Application.objects.get()
    assert (made.name, list(made.redirect_uri_list)) == (
        APPLICATION["name"],
        ["https://a.example/", "https://b.example/"],
    )


def test_each_value_of_a_field_is_kept(browser: Client) -> None:
    asked = browser.post(reverse("desk:tokens"), {"name": "New", "scopes": ["read", "draft"], "lasts": "90"})

    kept = Fields(asked.content.decode()).hidden

    assert [value for name, value in kept if name == "scopes"] == ["read", "draft"]


def test_the_password_counts_for_a_while_and_in_a_new_session(browser: Client) -> None:
    former = browser.cookies["sessionid"].value
    browser.post(reverse("desk:sessions"), {"proof": PASSWORD})

    answer = browser.post(reverse("desk:tokens"), {"name": "New", "scopes": "read", "lasts": "90"})

    assert answer.status_code == 200
    assert browser.cookies["sessionid"].value != former
    thief = Client()
    thief.cookies["sessionid"] = former
    assert thief.get("/settings/").status_code == 302


def test_a_wrong_password_is_said_beside_the_field_and_keeps_the_form(browser: Client) -> None:
    form = {"name": "New", "scopes": "read", "lasts": "90"}

    answer = browser.post(reverse("desk:tokens"), {**form, "proof": "wrong"})

    assert answer.status_code == 422
    assert "This is not your password." in answer.content.decode()
    assert dict(Fields(answer.content.decode()).hidden) == form
    assert not Token.objects.exists()
    assert Event.objects.filter(verb="sign_in.failed").count() == 1


def test_wrong_passwords_count_as_they_do_at_sign_in(browser: Client) -> None:
    for _ in range(10):
        browser.post(reverse("desk:tokens"), {"name": "New", "scopes": "read", "proof": "wrong"})

    answer = browser.post(reverse("desk:tokens"), {"name": "New", "scopes": "read", "proof": PASSWORD})

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert not Token.objects.exists()


@pytest.fixture
def office(cast: Cast) -> Client:
    admin = User.objects.get(is_superuser=True)
    admin.set_password(PASSWORD)
    admin.save()
    client = Client()
    client.force_login(admin)
    grow_old()
    return client


def test_the_back_office_asks_before_every_change_and_never_repeats_a_password(office: Client) -> None:
    form = {"username": "nina", "usable_password": "true", "password1": "staple of it", "password2": "staple of it"}

    answer = office.post(reverse("admin:versioning_user_add"), form)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'value="nina"' in page
    assert "staple of it" not in page
    assert not User.objects.filter(username="nina").exists()


def test_an_action_of_the_back_office_is_done_after_the_password(cast: Cast, office: Client) -> None:
    victim = make_user("Nina New")
    session = signed_in(type(cast.manager)(user=victim))
    page = reverse("admin:versioning_user_changelist")
    asked = office.post(page, {"action": "sign_out", "_selected_action": [str(victim.pk)]})

    office.post(page, {**dict(Fields(asked.content.decode()).hidden), "proof": PASSWORD})

    assert session.get("/settings/").status_code == 302


def test_signing_out_of_the_back_office_needs_no_password(office: Client) -> None:
    office.post(reverse("admin:logout"))

    assert not BrowserSession.objects.exists()


def test_a_session_cannot_go_around_it_by_the_api(browser: Client) -> None:
    form = {"kind": "personal", "name": "New", "scopes": ["read"]}

    answer = browser.post("/api/v1/tokens", form, content_type="application/json")

    assert answer.status_code == 403
    assert not Token.objects.exists()


def test_who_entered_the_password_lately_may_use_the_api(cast: Cast) -> None:
    form = {"kind": "personal", "name": "New", "scopes": ["read"]}

    answer = signed_in(cast.manager).post("/api/v1/tokens", form, content_type="application/json")

    assert answer.status_code == 201


def test_texts_are_written_without_it(cast: Cast, browser: Client) -> None:
    document = cast.document()

    assert browser.post(reverse("desk:fork", args=(document.identifier,))).status_code == 303
