from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_user
from tests.notices import make_notice
from tests.services.notices.full_mailbox import FullMailbox
from versioning.exceptions import NotFound
from versioning.models import Actor, Document, Draft, Event, Job, MailTiming, Membership, Notice, NoticeKind, Role, User
from versioning.models.delivery.watch import Watch
from versioning.ops import mail as mail_server
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.save_draft import save_draft
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices._recipients import mentioned_in
from versioning.services.notices.choose_mail import choose_mail
from versioning.services.notices.mark_read import mark_read
from versioning.services.notices.unsubscribe import unsubscribe
from versioning.services.notices.unwatch import unwatch
from versioning.services.notices.watch import watch
from versioning.services.versions.publish_and_promote import publish_and_promote


def told() -> set[tuple[str, str]]:
    """Run the jobs that are due. Return the username and the kind of each notice."""
    run_due_jobs()
    return set(Notice.objects.values_list("user__username", "kind"))


def publish(cast: Cast, document: Document, message: str = "") -> Draft:
    draft = cast.save(cast.fork(document), body=f"Text {Event.objects.count()}.\n")
    publish_and_promote(actor=cast.publisher, draft=draft, message=message)
    return draft


def choose(actor: Actor, kind: NoticeKind, timing: MailTiming) -> None:
    choose_mail(actor=actor, timings={kind: timing})


def age_notices() -> None:
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))


def test_a_watcher_hears_of_a_publication(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)

    publish(cast, document)

    assert ("vera.handbook", "watched") in told()


def test_who_watches_a_project_or_a_category_hears_of_what_lies_in_it(cast: Cast) -> None:
    category = cast.draft("Rules", kind="category").document
    inside, outside = cast.document("Inside", parent_id=category.pk), cast.document("Outside")
    watch(actor=cast.viewer, place=category)
    watch(actor=cast.manager, place=cast.project)
    run_due_jobs()
    Notice.objects.all().delete()

    publish(cast, inside)
    publish(cast, outside)

    assert told() >= {("vera.handbook", "watched"), ("mona.handbook", "watched")}
    assert Notice.objects.filter(user=cast.viewer.user).count() == 1
    assert Notice.objects.filter(user=cast.manager.user).count() == 2


def test_nobody_hears_of_their_own_acts(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.publisher, place=document)

    publish(cast, document, message="@paul.handbook did it.")

    assert not {name for name, _ in told()} & {cast.publisher.user.username}


def test_unwatching_ends_it(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    watch(actor=cast.viewer, place=document)
    unwatch(actor=cast.viewer, place=document)

    publish(cast, document)

    assert ("vera.handbook", "watched") not in told()


def test_a_stranger_cannot_watch(cast: Cast) -> None:
    with pytest.raises(NotFound):
        watch(actor=cast.stranger, place=cast.document())


def test_who_left_the_project_gets_no_notice_at_writing(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    Membership.objects.filter(user=cast.viewer.user).delete()

    publish(cast, document, message="Thanks, @vera.handbook and @sven.handbook!")

    assert not {name for name, _ in told()} & {"vera.handbook", "sven.handbook"}


def test_who_left_the_project_reads_no_earlier_notice_and_gets_no_letter(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()
    notice = Notice.objects.get(user=cast.viewer.user)
    Membership.objects.filter(user=cast.viewer.user).delete()
    leaver = Actor(user=User.objects.get(pk=cast.viewer.user.pk))

    age_notices()
    run_due_jobs()

    assert not Notice.objects.visible_to(leaver).exists()
    assert [letter for letter in mail.outbox if letter.to == ["vera@example.org"]] == []
    with pytest.raises(NotFound):
        mark_read(actor=leaver, only=notice.pk)


def test_notices_of_a_document_in_the_trash_are_not_shown(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()

    trash_document(actor=cast.manager, document=Document.objects.get(pk=document.pk))

    assert not Notice.objects.visible_to(cast.viewer).exists()


def test_who_is_mentioned_in_a_message_is_told_at_once_by_mail(cast: Cast) -> None:
    document = cast.document("Refunds")

    publish(cast, document, message="Please read this, @vera.handbook.")

    assert ("vera.handbook", "mention") in told()
    letter = next(letter for letter in mail.outbox if letter.to == ["vera@example.org"])
    assert letter.subject == "Refunds"
    assert "Please read this, @vera.handbook." in str(letter.body)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ana", {"ana"}),
        ("Thanks, @ana.b.", {"ana.b.", "ana.b"}),
        ("(@ana)", {"ana"}),
        ("ana@example.org", set()),
        ("@", set()),
        ("", set()),
    ],
)
def test_names_in_a_text(text: str, names: set[str]) -> None:
    assert mentioned_in(text) == names


def test_owners_of_drafts_hear_that_they_became_outdated_or_were_saved_by_others(cast: Cast) -> None:
    document = cast.document()
    draft = cast.fork(document)
    save_draft(actor=cast.manager, draft=draft, changes={"body": "By Mona."})
    assert ("edda.handbook", "taken_over") in told()

    cast.version(document, "Elsewhere.\n")

    assert {name for name, kind in told() if kind == "outdated"} >= {"edda.handbook"}


def test_a_draft_that_somebody_saves_many_times_is_told_once(cast: Cast) -> None:
    draft = cast.draft()
    for number in range(3):
        draft = save_draft(actor=cast.manager, draft=draft, changes={"body": f"{number}"})

    run_due_jobs()

    assert Notice.objects.filter(kind="taken_over").count() == 1


def test_five_hundred_watchers_cost_the_publication_nothing(cast: Cast) -> None:
    document = cast.document()

    def statements() -> int:
        draft = cast.save(cast.fork(document), body=f"Text {Event.objects.count()}.\n")
        actor = Actor(user=cast.publisher.user)
        with CaptureQueriesContext(connection) as captured:
            publish_and_promote(actor=actor, draft=draft)
        return len(captured)

    statements()
    before = statements()
    people = [make_user(f"Watcher {number}") for number in range(500)]
    Membership.objects.bulk_create(Membership(project=cast.project, user=user, role=Role.VIEWER) for user in people)
    Watch.objects.bulk_create(Watch(user=user, document=document) for user in people)

    assert statements() == before
    run_due_jobs()
    assert Notice.objects.filter(user__in=people, kind="watched").count() == 500


def test_what_was_handled_is_not_handled_again(cast: Cast) -> None:
    document = cast.document()
    watch(actor=cast.viewer, place=document)
    publish(cast, document)
    run_due_jobs()
    Notice.objects.all().delete()

    run_due_jobs()

    assert not Notice.objects.exists()


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
