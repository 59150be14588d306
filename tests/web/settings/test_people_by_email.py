"""Invitations, addresses and forgotten passwords, on their pages."""

import pytest
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.services.people.mailbox import letters, link_to
from tests.web.conftest import Desks, signed_in
from versioning.models import BrowserSession, Invitation, Membership, Role, User
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.people.invite_person import invite_person
from versioning.services.people.letters import LINK_PAUSE

MEMBERS = "/settings/projects/handbook/members/"
INVITATIONS = "/settings/projects/handbook/invitations/"
FORGOTTEN = "/password/"
ADDRESS = "nina@example.org"
PASSWORD = "correct horse battery"  # noqa: S105
ACCOUNT = {"name": "Nina New", "username": "nina", "password": PASSWORD, "again": PASSWORD}
SENT = {"invitation-email": ADDRESS, "invitation-role": "20"}


@pytest.fixture(autouse=True)
def _sends_email(settings: Settings) -> None:
    settings.SENDS_EMAIL = True
    settings.PUBLIC_URL = "https://docs.example"


def link_of(cast: Cast) -> str:
    invitation = invite_person(actor=cast.manager, project=cast.project, email=ADDRESS, role=Role.EDITOR)
    return reverse("invitation", args=[invitation.token])


@pytest.fixture
def reset_link(cast: Cast) -> str:
    """Return the link in the letter to somebody who forgot their password, and who is signed in somewhere."""
    signed_in(cast.editor).get("/settings/")
    cast.editor.user.set_password("former password")
    cast.editor.user.save()
    Client().post(FORGOTTEN, {"email": cast.editor.user.email})
    return link_to(cast.editor.user.email, about="password")


def test_a_manager_invites_and_somebody_new_joins(cast: Cast, desks: Desks) -> None:
    answer = desks.manager.post(INVITATIONS, SENT, follow=True)
    assert f"Sent an invitation to {ADDRESS}." in answer.content.decode()
    browser, link = Client(), link_to(ADDRESS, about="invites")

    assert "Join Handbook" in browser.get(link).content.decode()
    answer = browser.post(link, ACCOUNT, follow=True)

    assert "Welcome, Nina New." in answer.content.decode()
    assert Membership.objects.get(user__username="nina").role == Role.EDITOR


def test_the_link_is_not_shown_to_managers_if_it_was_mailed(cast: Cast, desks: Desks) -> None:
    link = link_of(cast)

    page = desks.manager.get(MEMBERS).content.decode()

    assert ADDRESS in page
    assert link.split("/")[-2][:40] not in page


def test_without_mail_managers_alone_see_the_link(desks: Desks, settings: Settings) -> None:
    settings.SENDS_EMAIL = False
    desks.manager.post(INVITATIONS, SENT)

    pages = [desk.get(MEMBERS).content.decode() for desk in (desks.manager, desks.publisher)]

    assert ["https://docs.example/invitations/" in page for page in pages] == [True, False]


def test_opening_the_link_changes_nothing(cast: Cast, desks: Desks) -> None:
    link = link_of(cast)

    for browser in (Client(), desks.stranger):
        assert browser.get(link).status_code == 200

    assert Invitation.objects.unanswered().exists()


def test_who_is_signed_in_joins_with_one_click(cast: Cast, desks: Desks) -> None:
    desks.stranger.post(link_of(cast))

    assert Membership.objects.filter(user=cast.stranger.user).exists()


def test_a_used_link_is_told(cast: Cast, desks: Desks) -> None:
    link = link_of(cast)
    desks.stranger.post(link)

    answers = [Client().get(link), Client().post(link, ACCOUNT), desks.viewer.post(link)]

    assert {answer.status_code for answer in answers} == {404}
    assert "This invitation has ended" in answers[0].content.decode()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"again": "other"}, "The passwords don&#x27;t match."),
        ({"username": "edda.handbook"}, "already exists"),
        ({"password": "password1", "again": "password1"}, "too common"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(cast: Cast, change: dict[str, str], fault: str) -> None:
    answer = Client().post(link_of(cast), ACCOUNT | change)

    assert answer.status_code == 422
    assert fault in answer.content.decode()


def test_a_manager_withdraws_an_invitation(cast: Cast, desks: Desks) -> None:
    link = link_of(cast)
    pk = Invitation.objects.get().pk

    desks.manager.post(f"{INVITATIONS}{pk}/withdraw/")

    assert Client().get(link).status_code == 404


def test_nobody_sends_very_many_invitations(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.web.settings.invitations.MOST_INVITATIONS", 1)
    desks.manager.post(INVITATIONS, SENT)

    answer = desks.manager.post(INVITATIONS, SENT)

    assert answer.status_code == 422
    assert "Wait, then invite more people." in answer.content.decode()


def test_a_forgotten_password_is_set_anew_and_ends_all_sessions(cast: Cast, reset_link: str) -> None:
    assert BrowserSession.objects.filter(user=cast.editor.user).exists()
    browser = Client()
    page = browser.get(reset_link, follow=True)

    address = page.redirect_chain[-1][0]
    answer = browser.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD}, follow=True)

    cast.editor.user.refresh_from_db()
    assert check_password(PASSWORD, cast.editor.user.password)
    assert "Set your new password." in answer.content.decode()
    assert not BrowserSession.objects.filter(user=cast.editor.user).exists()


def test_a_reset_link_works_once(reset_link: str) -> None:
    browser = Client()
    address = browser.get(reset_link, follow=True).redirect_chain[-1][0]
    browser.post(address, {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert "This link was used already" in Client().get(reset_link, follow=True).content.decode()


def test_a_reset_link_is_kept_out_of_the_address(reset_link: str) -> None:
    page = Client().get(reset_link, follow=True)

    assert page.redirect_chain[-1][0].endswith("/set-password/")
    assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin-when-cross-origin")


def test_an_easy_new_password_is_refused(reset_link: str) -> None:
    browser = Client()
    address = browser.get(reset_link, follow=True).redirect_chain[-1][0]

    page = browser.post(address, {"new_password1": "password1", "new_password2": "password1"})

    assert "too common" in page.content.decode()


def test_known_and_unknown_addresses_are_answered_alike(cast: Cast) -> None:
    """The same words, by the same statements: no account is looked up before the answer."""

    def ask(email: str) -> tuple[int, str, list[str]]:
        with CaptureQueriesContext(
            connection,
        ) as statements:
            answer = Client().post(FORGOTTEN, {"email": email})
        page = answer.content.decode().replace(email, "ADDRESS")
        return answer.status_code, page, [statement["sql"][:60] for statement in statements]

    assert ask(cast.editor.user.email) == ask("nobody@example.org")


def test_strangers_cannot_use_up_the_links_of_an_address(cast: Cast) -> None:
    """Neither the requests nor the letters that strangers cause keep the owner from a link."""
    owner = cast.editor.user
    owner.set_password(PASSWORD)
    owner.save()
    for number in range(40):
        assert Client().post(FORGOTTEN, {"email": owner.email}, REMOTE_ADDR=f"192.0.2.{number}").status_code == 200
    letters()

    Client().post(FORGOTTEN, {"email": owner.email})
    assert letters() == [(owner.email, "Set a new password")]
    User.objects.update(password_link_at=timezone.now() - LINK_PAUSE)
    Client().post(FORGOTTEN, {"email": owner.email})

    assert letters() == [(owner.email, "Set a new password")] * 2


def test_links_are_asked_for_a_few_times_an_hour_from_one_network_whether_or_not_there_is_an_account(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.web.settings.passwords.MOST_FROM_ADDRESS", 2)
    for network, email in (("192.0.2.1", cast.editor.user.email), ("198.51.100.1", "nobody@example.org")):
        answers = [Client().post(FORGOTTEN, {"email": email}, REMOTE_ADDR=network).status_code for _ in range(3)]

        assert answers == [200, 200, 429]


@pytest.mark.parametrize("email", ["", "x", "a\0@example.org"])
def test_what_is_no_address_is_refused(db: None, email: str) -> None:
    assert Client().post(FORGOTTEN, {"email": email}).status_code == 422


def test_without_mail_people_are_led_to_an_administrator(db: None, settings: Settings) -> None:
    settings.SENDS_EMAIL = False

    page = Client().get(FORGOTTEN).content.decode()

    assert "Ask an administrator for a link" in page
    assert "<form" not in page


def test_a_new_address_is_confirmed_by_its_link(cast: Cast, desks: Desks) -> None:
    desks.editor.post("/settings/email/", {"email": ADDRESS})
    link = link_to(ADDRESS, about="Confirm")

    assert ADDRESS in desks.editor.get(link).content.decode()
    desks.editor.post(link)

    assert User.objects.get(pk=cast.editor.user.pk).email == ADDRESS


def test_a_sign_in_from_a_new_browser_is_told_to_its_owner_once(cast: Cast) -> None:
    user, browser = cast.editor.user, Client()
    user.set_password(PASSWORD)
    user.save()

    for _ in range(2):
        browser.post("/sign-in/", {"username": user.username, "password": PASSWORD})

    assert letters() == [(user.email, "Security of your account")]
    assert "from a browser that was not used with it before (127.0.0.1)" in str(mail.outbox[0].body)


def test_letters_have_text_and_html_and_say_that_no_person_wrote_them(cast: Cast) -> None:
    cast.project.name = "Rules & <regulations>"
    cast.project.save()
    link_of(cast)
    run_due_jobs()

    letter = mail.outbox[0]
    assert isinstance(letter, mail.EmailMultiAlternatives)

    assert "Rules & <regulations>" in str(letter.body)
    assert "Rules &amp; &lt;regulations&gt;" in str(letter.alternatives[0][0])
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
