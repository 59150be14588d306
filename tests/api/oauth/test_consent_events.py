"""What people allow to applications, and what ends it, leaves events."""

from django.core import mail

from tests.api.oauth.flow import SignIn, make_application, post
from tests.cast import Cast
from tests.services.observing import recorded
from versioning.models import Event
from versioning.services.jobs.run_due_jobs import run_due_jobs


def verbs(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.verb, event.actor.username) for event in events]


def test_consent_leaves_an_event_with_what_was_allowed(cast: Cast) -> None:
    application, _ = make_application(cast.project)
    person = cast.editor.user

    with recorded() as events:
        SignIn(application, person).code()

    event = events[-1]
    assert verbs(events) == [("application.allowed", person.username)]
    assert event.data == {"application": application.pk, "name": "Quill", "scopes": ["draft", "read"]}


def test_the_person_gets_a_letter_about_it(cast: Cast) -> None:
    application, _ = make_application(cast.project)

    SignIn(application, cast.editor.user).code()
    run_due_jobs()

    [letter] = mail.outbox
    assert letter.to == [cast.editor.user.email]
    assert "The application Quill may act for your account from now on." in str(letter.body)


def test_a_refusal_leaves_none(cast: Cast) -> None:
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user)

    with recorded() as events:
        sign_in.answer("refuse")

    assert verbs(events) == []


def test_an_application_that_gives_up_a_sign_in_leaves_the_event_of_its_end(cast: Cast) -> None:
    sign_in = SignIn(make_application(cast.project)[0], cast.editor.user)
    tokens = sign_in.tokens()

    with recorded() as events:
        for _ in range(2):
            post("/oauth/revoke", token=tokens["refresh_token"], client_id=sign_in.application.client_id)

    assert verbs(events) == [("sign_in.ended", cast.editor.user.username)]


def test_another_application_cannot_end_it(cast: Cast) -> None:
    tokens = SignIn(make_application(cast.project)[0], cast.editor.user).tokens()
    other, _ = make_application(cast.project, name="Other")

    with recorded() as events:
        post("/oauth/revoke", token=tokens["refresh_token"], client_id=other.client_id)

    assert verbs(events) == []
