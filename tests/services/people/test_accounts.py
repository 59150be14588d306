import socket

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_token
from tests.races import run_together
from tests.services.notices.full_mailbox import FULL, FullMailbox
from tests.services.people.mailbox import letters, link_to
from versioning.exceptions import InvalidValue, NotAllowed, NotFound
from versioning.models import Actor, BrowserSession, Event, Job, Token, User, Verb
from versioning.ops import mail as mail_server
from versioning.services.access.change_password import change_password
from versioning.services.access.create_token import NewToken, create_token
from versioning.services.access.record_account_change import PASSWORD_RESET, record_account_change
from versioning.services.access.recover_password import recover_password
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.people.confirm_email import confirm_email
from versioning.services.people.hand_over_password_link import hand_over_password_link
from versioning.services.people.request_email import request_email
from versioning.services.people.request_password_link import request_password_link

NEW = "nina@example.org"
PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture
def person(cast: Cast) -> User:
    user = cast.editor.user
    user.set_password("former password")
    user.save()
    return user


def ask_for_address(cast: Cast, email: str = NEW) -> str:
    """Return the token of the link in the letter."""
    request_email(actor=cast.editor, email=email)
    return link_to(email, about="Confirm").split("/")[-2]


def test_an_address_counts_once_it_is_confirmed_and_the_former_one_is_told(cast: Cast) -> None:
    token = ask_for_address(cast)
    assert cast.editor.user.email == "edda@example.org"

    user = confirm_email(actor=cast.editor, token=token)

    assert (user.email, user.pending_email, user.email_confirmed_at is not None) == (NEW, "", True)
    assert ("edda@example.org", "Security of your account") in letters()


def test_nobody_else_confirms_an_address(cast: Cast) -> None:
    """Whoever gets mail at a mistyped address can't take the account over."""
    token = ask_for_address(cast)

    with pytest.raises(NotFound):
        confirm_email(actor=cast.viewer, token=token)


def test_a_confirmation_works_once_and_for_the_newest_address_alone(cast: Cast) -> None:
    first, second = ask_for_address(cast), ask_for_address(cast, "other@example.org")

    with pytest.raises(NotFound):
        confirm_email(actor=cast.editor, token=first)
    confirm_email(actor=cast.editor, token=second)
    with pytest.raises(NotFound):
        confirm_email(actor=cast.editor, token=second)


def test_without_mail_the_address_changes_at_once_unconfirmed(cast: Cast, settings: Settings) -> None:
    settings.SENDS_EMAIL = False

    user = request_email(actor=cast.editor, email=NEW)

    assert (user.email, user.email_confirmed_at) == (NEW, None)


def test_a_token_changes_no_address(cast: Cast) -> None:
    token, _ = make_token(cast.editor.user)

    with pytest.raises(NotAllowed):
        request_email(actor=Actor(user=cast.editor.user, credential=token.credential), email=NEW)


def test_a_link_is_sent_to_each_account_with_the_address(person: User) -> None:
    request_password_link(email="EDDA@example.org")

    assert letters() == [("edda@example.org", "Set a new password")]


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_service": True}, {"password": "!"}])
def test_no_link_for_who_may_not_sign_in_with_a_password(person: User, change: dict[str, object]) -> None:
    User.objects.filter(pk=person.pk).update(**change)

    request_password_link(email=person.email)

    assert letters() == []


def test_an_unknown_address_gets_no_letter_and_asks_the_same_of_the_server(person: User) -> None:
    for email in (person.email, "nobody@example.org"):
        request_password_link(email=email)

    jobs = Job.objects.values_list("kind", "lane", "state")
    assert len(set(jobs)) == 1
    assert [to for to, _ in letters()] == [person.email]


def test_a_new_password_ends_sessions_and_tokens_and_the_person_is_told(cast: Cast, person: User) -> None:
    token, _ = make_token(person)
    BrowserSession.objects.create(user=person, key="laptop")

    recover_password(user=person, password=PASSWORD)

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert not BrowserSession.objects.filter(user=person).exists()
    assert Token.objects.get(pk=token.pk).revoked_at is not None
    assert letters() == [(person.email, "Security of your account")]


def test_of_two_uses_of_one_link_at_once_one_sets_the_password(live_cast: Cast) -> None:
    first, second = (User.objects.get(pk=live_cast.editor.user.pk) for _ in range(2))

    outcomes = run_together(
        lambda: recover_password(user=first, password=PASSWORD),
        lambda: recover_password(user=second, password=PASSWORD[::-1]),
    )

    assert [type(outcome) for outcome in outcomes].count(NotFound) == 1
    assert Event.objects.filter(verb=Verb.USER_PASSWORD_CHANGED).count() == 1


def test_owners_are_told_of_a_password_changed_by_them_or_by_an_administrator(cast: Cast, person: User) -> None:
    root = Actor(user=User.objects.get(is_superuser=True))
    change_password(actor=Actor(user=person), current="former password", password=PASSWORD)
    record_account_change(actor=root, user=person, verb=PASSWORD_RESET)

    run_due_jobs()

    texts = [str(letter.body) for letter in mail.outbox]
    assert "The password of your account was changed." in texts[0]
    assert "An administrator gave your account another password." in texts[1]


def test_owners_are_told_of_a_new_token_but_not_its_secret(cast: Cast) -> None:
    raw = create_token(actor=cast.editor, new=NewToken(kind=Token.Kind.PERSONAL, name="CI", scopes=["read"])).raw

    run_due_jobs()

    text = str(mail.outbox[0].body)
    assert "The token CI was created for your account." in text
    assert raw not in text


def test_an_administrator_gets_a_link_to_hand_over_and_leaves_an_event(cast: Cast, person: User) -> None:
    root = Actor(user=User.objects.get(is_superuser=True))

    link = hand_over_password_link(actor=root, user=person)

    assert link.startswith("https://docs.example/password/")
    assert Event.objects.latest("pk").data["password_link"] is True


def test_nobody_else_gets_such_a_link(cast: Cast, person: User) -> None:
    root = Actor(user=User.objects.get(is_superuser=True))

    with pytest.raises(NotAllowed):
        hand_over_password_link(actor=cast.manager, user=person)
    with pytest.raises(InvalidValue):
        hand_over_password_link(actor=root, user=User(username="token-x", is_service=True))


def test_a_dead_mail_server_is_the_worry_of_the_job_alone(
    person: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = unused.getsockname()
        request_password_link(email=person.email)
        run_due_jobs()

    job = Job.objects.get(kind="mail.password")
    assert (job.state, job.attempts, job.due_at > job.created_at) == (Job.State.WAITING, 1, True)
    assert job.problem == "The mail server does not answer."
    assert caplog.records
    assert not any(record.exc_info for record in caplog.records)


def test_a_link_that_met_a_dead_mail_server_is_sent_later_and_once(person: User, settings: Settings) -> None:
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(3):
        request_password_link(email=person.email)
    run_due_jobs()

    settings.EMAIL_BACKEND = works
    mail_server._breaker.succeed()
    Job.objects.filter(state="waiting").update(due_at=timezone.now())

    assert letters() == [(person.email, "Set a new password")]


def test_a_full_mailbox_is_no_fault_of_ours(cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_BACKEND = f"{FullMailbox.__module__}.{FullMailbox.__name__}"
    request_email(actor=cast.editor, email=FULL)

    run_due_jobs()

    job = Job.objects.get(kind="mail.confirm")
    assert (job.state, job.problem) == (
        Job.State.WAITING,
        "The mail server does not accept this address at the moment.",
    )
    assert [(record.levelname, record.exc_info) for record in caplog.records] == [("WARNING", None)]


def test_jobs_keep_no_links(cast: Cast, person: User) -> None:
    request_password_link(email=person.email)
    request_email(actor=cast.editor, email=NEW)

    stored = str(list(Job.objects.values_list("payload", flat=True)))
    run_due_jobs()

    assert "http" not in stored + str(list(Job.objects.values_list("result", "problem")))
