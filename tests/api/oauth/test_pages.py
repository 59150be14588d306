import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.api.oauth.flow import SignIn, make_application, told
from tests.cast import Cast, make_user
from versioning.models import Grant, Scope


def text_of(page: bytes) -> str:
    """Return what a reader sees."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def test_the_page_names_application_project_person_and_rights(cast: Cast) -> None:
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user, scope="read draft publish")

    page = text_of(sign_in.ask().content)

    assert "Allow Quill to act for you?" in page
    assert "Quill, at https://editor.example" in page
    assert "Edda handbook (edda.handbook)" in page
    assert "The project Handbook" in page
    assert "It wants to: read documents and their versions propose changes in drafts, never publish publish," in page
    assert "manage documents" not in page
    assert "Allow Deny" in page


@pytest.mark.parametrize("scope", Scope)
def test_every_right_is_told_in_words(cast: Cast, scope: Scope) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user, scope=scope)

    page = text_of(sign_in.ask().content)

    assert f"It wants to: {scope.label} It can never do more" in page
    assert "All your projects" in page


def test_the_page_shows_names_as_text(cast: Cast) -> None:
    sign_in = SignIn(make_application(name="<script>alert(1)</script>")[0], cast.editor.user)

    assert b"<script>" not in sign_in.ask().content


def test_its_form_may_lead_to_this_application_alone(cast: Cast) -> None:
    policy = SignIn(make_application()[0], cast.editor.user).ask()["Content-Security-Policy"]

    assert "form-action 'self' https://editor.example;" in f"{policy};"
    assert "unsafe-inline" not in policy
    assert "form-action 'self';" in f"{Client().get(reverse('sign-in'))['Content-Security-Policy']};"


def test_the_page_is_kept_and_framed_by_nobody(cast: Cast) -> None:
    answer = SignIn(make_application()[0], cast.editor.user).ask()

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("decision", ["deny", "", "ALLOW"])
def test_everything_but_a_yes_is_a_no(cast: Cast, decision: str) -> None:
    answer = SignIn(make_application()[0], cast.editor.user).answer(decision)

    assert told(answer).keys() == {"error", "state", "iss"}
    assert (told(answer)["error"], told(answer)["state"]) == ("access_denied", "st-1")
    assert not Grant.objects.exists()


def test_a_yes_that_was_not_given_on_the_page_counts_nothing(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)

    answer = sign_in.browser.post(sign_in.address(), {"decision": "allow"})

    assert answer.status_code == 403
    assert not Grant.objects.exists()


@pytest.mark.parametrize("again", [{}, {"approval_prompt": "auto"}, {"prompt": "none"}])
def test_who_has_allowed_it_once_is_asked_again(cast: Cast, again: dict[str, str | None]) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user)
    sign_in.tokens()

    assert "Allow Quill to act for you?" in text_of(sign_in.ask(**again).content)


def test_who_has_no_role_in_its_project_is_told_so_and_not_which(cast: Cast) -> None:
    answer = SignIn(make_application(cast.project)[0], make_user("Ulla Unknown")).ask()

    page = text_of(answer.content)

    assert answer.status_code == 403
    assert "You aren't a member of the project it works in." in page
    assert "Handbook" not in page
    assert "Back to Quill" in page


def test_who_is_not_signed_in_does_so_first_and_comes_back(cast: Cast) -> None:
    person = make_user("Ada Author")
    person.set_password("correct horse")
    person.save()
    sign_in = SignIn(make_application()[0], None, browser=Client())

    to_sign_in = sign_in.ask()
    back = sign_in.browser.post(to_sign_in["Location"], {"username": "ada.author", "password": "correct horse"})

    assert to_sign_in["Location"].startswith("/sign-in/?next=/oauth/authorize%3F")
    assert back["Location"] == sign_in.address()


def test_who_signs_out_on_the_page_comes_back_to_it(cast: Cast) -> None:
    sign_in = SignIn(make_application()[0], cast.editor.user, browser=Client())

    answer = sign_in.browser.post(reverse("sign-out"), {"next": sign_in.address()})

    assert answer["Location"] == sign_in.address()
    assert "sign-in" in sign_in.ask()["Location"]


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/connect/token"])
def test_what_programs_send_is_sent_by_post(db: None, path: str) -> None:
    assert Client().get(path).status_code == 405


@pytest.mark.parametrize(
    ("loopback", "registered", "asked", "status"),
    [
        (True, "http://127.0.0.1:3000/cb", "http://127.0.0.1:3000/cb", 200),
        (True, "http://127.0.0.1/cb", "http://127.0.0.1:51423/cb", 200),
        (True, "http://[::1]/cb", "http://[::1]:51423/cb", 200),
        (True, "http://127.0.0.1/cb", "http://127.0.0.1:51423/other", 400),
        (True, "http://127.0.0.1/cb", "http://evil@127.0.0.1:5/cb", 400),
        (True, "http://127.0.0.1/cb", "http://127.0.0.1:x/cb", 400),
        (True, "http://localhost:3000/cb", "http://localhost:3000/cb", 200),
        (True, "http://localhost:3000/cb", "http://localhost:3001/cb", 400),
        (False, "http://127.0.0.1:3000/cb", "http://127.0.0.1:3000/cb", 400),
    ],
)
def test_loopback_addresses_are_for_development(
    cast: Cast, settings: Settings, loopback: bool, registered: str, asked: str, status: int
) -> None:
    settings.OAUTH_LOOPBACK = True
    sign_in = SignIn(make_application(uri=registered)[0], cast.editor.user, redirect_uri=asked)
    settings.OAUTH_LOOPBACK = loopback

    assert sign_in.ask().status_code == status
