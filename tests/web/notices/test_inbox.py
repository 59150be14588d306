import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.web.conftest import Desks
from versioning.models import Document, MailChoice, MailTiming, Notice, NoticeKind, Watch
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.notices.unsubscribe import unsubscribe_link
from versioning.services.notices.watch import watch
from versioning.services.versions.publish_and_promote import publish_and_promote


@pytest.fixture(autouse=True)
def _public(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://docs.example"


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL hands out no event of a transaction that still runs."""
    return live_cast


@pytest.fixture
def document(cast: Cast) -> Document:
    """Return a document that the viewer was told of."""
    run_due_jobs()
    document = cast.document("Refunds")
    watch(actor=cast.viewer, place=document)
    publish_and_promote(
        actor=cast.publisher, draft=cast.save(cast.fork(document), body="New.\n"), message="<b>Now</b> with numbers"
    )
    run_due_jobs()
    return document


def test_the_inbox_says_what_happened_and_who_did_it(desks: Desks, document: Document) -> None:
    page = desks.viewer.get("/notices/").content.decode()

    assert "You watch this" in page
    assert "&lt;b&gt;Now&lt;/b&gt; with numbers" in page
    assert desks.editor.get("/notices/").content.decode().count("You watch this") == 0


def test_the_count_comes_by_a_call_of_its_own_and_falls_when_a_notice_is_opened(
    desks: Desks, document: Document
) -> None:
    assert desks.viewer.get("/notices/unread").json() == {"unread": 1}
    notice = Notice.objects.get()

    answer = desks.viewer.post(f"/notices/{notice.pk}/read")

    assert answer["Location"].startswith(f"/d/{document.identifier}/versions/")
    assert desks.viewer.get("/notices/unread").json() == {"unread": 0}


def test_all_are_marked_as_read_at_once(desks: Desks, document: Document) -> None:
    desks.viewer.post("/notices/read")

    assert not Notice.objects.unread().exists()


def test_nobody_reads_the_notices_of_others(desks: Desks, document: Document) -> None:
    notice = Notice.objects.get()

    assert desks.manager.post(f"/notices/{notice.pk}/read").status_code == 404
    assert Notice.objects.unread().exists()


def test_a_document_is_watched_and_unwatched_by_a_button(cast: Cast, desks: Desks) -> None:
    document = cast.document()
    address = f"/d/{document.identifier}/"
    desks.viewer.post(f"{address}watch")
    assert ">Unwatch</button>" in desks.viewer.get(address).content.decode()

    desks.viewer.post(f"{address}watch", {"off": "1"})

    assert ">Watch</button>" in desks.viewer.get(address).content.decode()
    assert not Watch.objects.exists()


def test_a_project_is_watched_by_a_button(cast: Cast, desks: Desks) -> None:
    desks.viewer.post("/settings/projects/handbook/watch")

    assert "Unwatch all documents" in desks.viewer.get("/settings/projects/handbook/").content.decode()


def test_letters_are_chosen_for_each_kind(cast: Cast, desks: Desks) -> None:
    sent = {
        "mention": "never",
        "outdated": "at_once",
        "taken_over": "daily",
        "watched": "never",
        "schedule_failed": "daily",
        "webhook_disabled": "never",
        "delivery_failed": "daily",
        "transfer_ended": "at_once",
    }

    desks.viewer.post("/settings/notices/", sent)

    assert MailChoice.objects.of(cast.viewer.user) == {**sent, "breach": "at_once", "new_device": "never"}
    assert desks.viewer.post("/settings/notices/", {**sent, "mention": "hourly"}).status_code == 422


def test_one_click_ends_letters_without_signing_in(cast: Cast) -> None:
    path = unsubscribe_link(cast.viewer.user, kind=NoticeKind.MENTION).removeprefix("https://docs.example")
    browser = Client(enforce_csrf_checks=True)

    # A mail program or a scanner opens the link: nothing ends yet.
    assert browser.get(path).status_code == 200
    assert not MailChoice.objects.exists()
    answer = browser.post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert MailChoice.objects.of(cast.viewer.user)[NoticeKind.MENTION] == MailTiming.NEVER


def test_a_click_in_the_summary_ends_what_is_in_it_alone(cast: Cast) -> None:
    path = unsubscribe_link(cast.viewer.user, kind=None).removeprefix("https://docs.example")

    Client().post(path)

    chosen = MailChoice.objects.of(cast.viewer.user)
    # Of a new browser, a letter of its own tells the owner.
    ended = {kind for kind, timing in chosen.items() if timing == MailTiming.NEVER} - {"new_device"}
    assert ended == {"outdated", "watched"}
    assert set(chosen.values()) == {MailTiming.NEVER, MailTiming.AT_ONCE}


def test_a_link_that_was_changed_ends_nothing(db: None) -> None:
    assert Client().post("/unsubscribe/x/").status_code == 404
