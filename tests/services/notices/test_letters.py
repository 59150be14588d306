"""Letters about notices: when they are sent, and to whom."""

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.notices import make_notice
from tests.services.notices.acts import age_notices, choose, publish, told
from tests.services.notices.full_mailbox import FullMailbox
from versioning.exceptions import NotFound
from versioning.models import Job, MailTiming, NoticeKind
from versioning.ops import mail as mail_server
from versioning.services.documents.trash_document import trash_document
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.mark_read import mark_read
from versioning.services.notices.unsubscribe import unsubscribe
from versioning.services.notices.watch import watch


def test_who_is_mentioned_in_a_message_is_told_at_once_by_mail(cast: Cast) -> None:
    document = cast.document("Refunds")

    publish(cast, document, message="Please read this, @vera.handbook.")

    assert ("vera.handbook", "mention") in told()
    letter = next(letter for letter in mail.outbox if letter.to == ["vera@example.org"])
    assert letter.subject == "Refunds"
    assert "Please read this, @vera.handbook." in str(letter.body)


def test_the_daily_summary_is_one_letter_with_all_that_waits(cast: Cast) -> None:
    first, second = cast.document("First"), cast.document("Second")
    watch(actor=cast.viewer, place=cast.project)
    publish(cast, first)
    publish(cast, second)
    run_due_jobs()
    assert mail.outbox == []

    age_notices()
    run_due_jobs()
    run_due_jobs()

    assert [(letter.to, str(letter.subject)) for letter in mail.outbox if letter.to == ["vera@example.org"]] == [
        (["vera@example.org"], "Your daily summary")
    ]
    assert "First" in str(mail.outbox[0].body)
    assert "Second" in str(mail.outbox[0].body)


def test_a_long_daily_summary_is_one_letter_that_says_how_many_more_there_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.services.notices.send_notices.MOST_IN_DIGEST", 2)
    first, *others = [cast.document(title) for title in ("First", "Second", "Third", "Fourth", "Fifth")]
    for document in (first, *others):
        make_notice(cast.viewer.user, document, mail=MailTiming.DAILY)
    trash_document(actor=cast.manager, document=others[-1])
    age_notices()

    run_due_jobs()
    run_due_jobs()

    (letter,) = [letter for letter in mail.outbox if letter.to == ["vera@example.org"]]
    assert isinstance(letter, mail.EmailMultiAlternatives)
    named = [title for title in ("First", "Second", "Third", "Fourth", "Fifth") if title in str(letter.body)]
    assert named == ["First", "Second"]
    for text in (letter.body, letter.alternatives[0][0]):
        assert "2 more notices are in your inbox" in str(text)
        assert "https://docs.example/notices/" in str(text)


def test_what_was_read_at_the_desk_is_not_sent(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()

    assert mark_read(actor=cast.viewer) == 1
    age_notices()
    run_due_jobs()

    assert mail.outbox == []


def test_who_wants_no_letters_gets_none_but_the_notice(cast: Cast) -> None:
    choose(cast.viewer, NoticeKind.MENTION, MailTiming.NEVER)

    publish(cast, cast.document(), message="@vera.handbook")

    assert ("vera.handbook", "mention") in told()
    assert [letter for letter in mail.outbox if letter.to == ["vera@example.org"]] == []


def test_letters_about_one_document_are_one_thread_and_end_by_one_click(cast: Cast) -> None:
    document = cast.document()
    for _ in range(2):
        publish(cast, document, message="@vera.handbook")
        run_due_jobs()

    letters = [letter.extra_headers for letter in mail.outbox if letter.to == ["vera@example.org"]]

    assert len({headers["Message-ID"] for headers in letters}) == 2
    assert len({headers["References"] for headers in letters}) == 1
    assert {headers["List-Unsubscribe-Post"] for headers in letters} == {"List-Unsubscribe=One-Click"}
    unsubscribe(token=letters[0]["List-Unsubscribe"].split("/")[-2])
    publish(cast, document, message="@vera.handbook")
    run_due_jobs()
    assert len([letter for letter in mail.outbox if letter.to == ["vera@example.org"]]) == 2


def test_a_changed_link_ends_nothing(cast: Cast) -> None:
    with pytest.raises(NotFound):
        unsubscribe(token="WyJ4Il0:1:x")  # noqa: S106


def test_a_dead_mail_server_loses_no_letter(cast: Cast, settings: Settings) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    publish(cast, cast.document(), message="@vera.handbook")
    assert ("vera.handbook", "mention") in told()

    settings.EMAIL_BACKEND = works
    mail_server._breaker.succeed()
    Job.objects.filter(state="waiting").update(due_at=timezone.now())
    run_due_jobs()

    assert [letter.to for letter in mail.outbox] == [["vera@example.org"]]


@pytest.mark.parametrize("timing", [MailTiming.AT_ONCE, MailTiming.DAILY])
def test_a_full_mailbox_keeps_the_letters_of_nobody_else(cast: Cast, settings: Settings, timing: MailTiming) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{FullMailbox.__module__}.{FullMailbox.__name__}"
    for actor in (cast.viewer, cast.manager):
        choose(actor, NoticeKind.MENTION, timing)
    publish(cast, cast.document(), message="@vera.handbook @mona.handbook")
    told()
    age_notices()

    told()

    assert [letter.to for letter in mail.outbox] == [["mona@example.org"]]
    settings.EMAIL_BACKEND = works
    Job.objects.filter(state="waiting").update(due_at=timezone.now())
    told()
    assert [letter.to for letter in mail.outbox] == [["mona@example.org"], ["vera@example.org"]]
