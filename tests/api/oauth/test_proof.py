"""Consent asks for the password again if it was entered a while ago."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.oauth.flow import SignIn, make_application, told
from tests.cast import Cast
from versioning.models import BrowserSession, Event, Grant

PASSWORD = "correct horse"


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Return an editor who entered the password an hour ago."""
    cast.editor.user.set_password(PASSWORD)
    cast.editor.user.save()
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user, browser=Client())
    BrowserSession.objects.update(begun_at=timezone.now() - timedelta(hours=1))
    return sign_in


def test_consent_asks_for_the_password(sign_in: SignIn) -> None:
    answer = sign_in.browser.post(sign_in.address(), {"decision": "allow"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Confirm your password" in page
    assert '<input type="hidden" name="decision" value="allow">' in page
    assert f'href="{sign_in.address().replace("&", "&amp;")}">Cancel' in page
    assert not Grant.objects.exists()


def test_its_form_may_lead_to_the_application(sign_in: SignIn) -> None:
    answer = sign_in.browser.post(sign_in.address(), {"decision": "allow"})

    assert "form-action 'self' https://editor.example;" in f"{answer['Content-Security-Policy']};"
    assert "no-store" in answer["Cache-Control"]


def test_the_password_completes_the_same_request(sign_in: SignIn) -> None:
    answer = sign_in.browser.post(sign_in.address(), {"decision": "allow", "proof": PASSWORD})

    assert (told(answer)["state"], told(answer)["iss"]) == ("st-1", "http://testserver")
    assert sign_in.exchange(told(answer)["code"]).json()["scope"] == "read draft"


def test_a_wrong_password_gives_no_code(sign_in: SignIn) -> None:
    answer = sign_in.browser.post(sign_in.address(), {"decision": "allow", "proof": "wrong"})

    assert answer.status_code == 422
    assert "This is not your password." in answer.content.decode()
    assert Event.objects.filter(verb="sign_in.failed").count() == 1
    assert not Grant.objects.exists()


def test_a_refusal_needs_no_password(sign_in: SignIn) -> None:
    answer = sign_in.browser.post(sign_in.address(), {"decision": "deny"})

    assert told(answer)["error"] == "access_denied"


def test_who_just_signed_in_is_not_asked(cast: Cast) -> None:
    answer = SignIn(make_application(cast.project)[0], cast.editor.user).answer()

    assert "code" in parse_qs(answer["Location"].partition("?")[2])
