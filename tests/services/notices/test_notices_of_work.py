"""What fails or ends while nobody looks: schedules, webhooks, imports, exports and maintenance."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast, client_for
from tests.damage import damage
from tests.web.conftest import signed_in
from tests.zips import zip_bytes
from versioning.models import (
    Actor,
    Blob,
    Job,
    MailTiming,
    Membership,
    Notice,
    NoticeKind,
    Role,
    Schedule,
    Transfer,
    User,
    Webhook,
)
from versioning.models.delivery.notice import OF_THE_SERVER
from versioning.services.access.system_actor import system_actor
from versioning.services.documents.trash_document import trash_document
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.maintenance.plan_upkeep import plan_upkeep
from versioning.services.schedules.schedule_version import Plan, schedule_version
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import
from versioning.services.webhooks._disabling import disable
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook
from versioning.services.webhooks.disable_webhook import disable_webhook


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def _told() -> set[tuple[str, str]]:
    run_due_jobs()
    return set(Notice.objects.values_list("user__username", "kind"))


def _fail_schedule(cast: Cast) -> Schedule:
    """Schedule a draft that is saved before its moment comes."""
    draft = cast.draft("Refunds")
    plan = Plan(action=Schedule.Action.PUBLISH, at=timezone.now() + timedelta(hours=1))
    schedule = schedule_version(actor=cast.publisher, version=draft.version, plan=plan)
    cast.save(draft, body="Other.\n")
    Job.objects.filter(kind="schedule").update(due_at=timezone.now())
    return schedule


def _webhook(cast: Cast) -> Webhook:
    return create_webhook(
        actor=cast.manager, project=cast.project, new=NewWebhook(url="https://receiver.example/")
    ).webhook


def _inbox(actor: Actor) -> str:
    client: Client = signed_in(actor)
    return client.get("/notices/").content.decode()


def test_whoever_scheduled_hears_that_it_failed_and_why(cast: Cast) -> None:
    _fail_schedule(cast)

    assert _told() == {("paul.handbook", "schedule_failed")}
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["paul@example.org"], "Refunds")
    assert "The draft was changed after it was scheduled" in str(letter.body)
    assert "A schedule failed" in _inbox(cast.publisher)


def test_a_schedule_of_a_document_in_the_trash_is_told_without_its_title(cast: Cast) -> None:
    schedule = _fail_schedule(cast)
    trash_document(actor=cast.manager, document=schedule.document)

    assert _told() == {("paul.handbook", "schedule_failed")}
    assert "Refunds" not in _inbox(cast.publisher)


def test_managers_hear_of_the_failed_schedule_of_somebody_who_left(cast: Cast) -> None:
    _fail_schedule(cast)
    Membership.objects.filter(user=cast.publisher.user).delete()

    assert _told() == {("mona.handbook", "schedule_failed")}


def test_administrators_hear_of_what_fails_in_a_project_without_a_manager(cast: Cast) -> None:
    _fail_schedule(cast)
    disable(_webhook(cast), actor=system_actor(), reason="No delivery succeeded for three days.")
    Membership.objects.filter(role=Role.MANAGER).delete()
    Membership.objects.filter(user=cast.publisher.user).delete()
    administrator = User.objects.get(username="root.admin")

    assert _told() == {("root.admin", "schedule_failed"), ("root.admin", "webhook_disabled")}
    assert "receiver.example" in _inbox(Actor(user=administrator))


def test_administrators_hear_of_it_if_the_managers_are_deactivated(cast: Cast) -> None:
    disable(_webhook(cast), actor=system_actor(), reason="No delivery succeeded for three days.")
    User.objects.filter(pk=cast.manager.user.pk).update(is_active=False)

    assert _told() == {("root.admin", "webhook_disabled")}


def test_managers_hear_that_a_webhook_stopped(cast: Cast) -> None:
    disable(_webhook(cast), actor=system_actor(), reason="No delivery succeeded for three days.")

    assert _told() == {("mona.handbook", "webhook_disabled")}
    assert "No delivery succeeded for three days." in str(mail.outbox[0].body)
    assert "receiver.example" in _inbox(cast.manager)


def test_a_manager_who_became_an_editor_does_not_see_notices_of_webhooks(cast: Cast) -> None:
    disable(_webhook(cast), actor=system_actor(), reason="The receiver answered 410 Gone.")
    assert _told()
    Membership.objects.filter(user=cast.manager.user).update(role=Role.EDITOR)

    former = Actor(user=User.objects.get(pk=cast.manager.user.pk))

    assert "receiver.example" not in _inbox(former)
    assert client_for(former).get("/api/v1/notices").json()["data"]["notices"] == []


def test_nobody_is_told_of_a_webhook_that_a_manager_disabled(cast: Cast) -> None:
    disable_webhook(actor=cast.manager, webhook=_webhook(cast))

    assert _told() == set()


def test_whoever_started_an_import_hears_that_it_is_done(cast: Cast) -> None:
    data = zip_bytes({"a.md": "One.\n"})
    start_import(actor=cast.manager, project=cast.project, file_name="texts.zip", pieces=(data,))

    assert _told() == {("mona.handbook", "transfer_ended")}
    assert "The import of a zip is done (texts.zip)." in str(mail.outbox[0].body)
    assert Notice.objects.get().key.startswith("transfer:")


def test_the_notice_of_a_preview_does_not_say_that_something_was_imported(cast: Cast) -> None:
    data = zip_bytes({"a.md": "One.\n"})
    start_import(actor=cast.manager, project=cast.project, file_name="texts.zip", pieces=(data,), is_rehearsal=True)

    assert _told() == {("mona.handbook", "transfer_ended")}
    assert "The preview of the import of a zip is done (texts.zip)." in str(mail.outbox[0].body)


def test_whoever_started_an_export_hears_why_it_failed_and_is_led_to_it(cast: Cast) -> None:
    transfer = start_export(actor=cast.manager, project=cast.project)

    assert _told() == {("mona.handbook", "transfer_ended")}
    [row] = client_for(cast.manager).get("/api/v1/notices").json()["data"]["notices"]
    assert "failed" in row["text"]
    assert "published" in row["note"]
    assert (row["actor"], row["event_id"], row["document_id"]) == (None, None, None)
    assert signed_in(cast.manager).post(f"/notices/{row['id']}/read")["Location"].endswith(f"/{transfer.pk}/")


def test_whoever_left_hears_nothing_of_their_transfer(cast: Cast) -> None:
    start_export(actor=cast.manager, project=cast.project)
    Membership.objects.filter(user=cast.manager.user).delete()

    assert _told() == set()
    assert Transfer.objects.get().status == "failed"


def test_administrators_hear_of_damaged_data_once_for_each_check(cast: Cast) -> None:
    damage(Blob.objects.get(document=cast.document()).pk)
    plan_upkeep(now=timezone.now() - timedelta(days=2))

    assert _told() == {("root.admin", "breach")}
    assert "The data breaks promises in" in str(mail.outbox[0].body)
    assert "Data is damaged" in _inbox(Actor(user=User.objects.get(username="root.admin")))


def test_who_is_no_administrator_any_more_does_not_see_it(cast: Cast) -> None:
    damage(Blob.objects.get(document=cast.document()).pk)
    plan_upkeep(now=timezone.now() - timedelta(days=2))
    _told()
    root = User.objects.get(username="root.admin")
    root.is_superuser = False
    root.save()

    assert "Data is damaged" not in _inbox(Actor(user=root))


def test_only_administrators_choose_how_they_hear_of_maintenance(cast: Cast) -> None:
    root = Actor(user=User.objects.get(username="root.admin"))
    pages = [signed_in(actor).get("/settings/notices/").content.decode() for actor in (root, cast.manager)]

    assert ["When maintenance finds damaged data" in page for page in pages] == [True, False]


def test_the_owner_of_an_account_hears_of_a_sign_in_from_a_new_browser(cast: Cast) -> None:
    user, browser = cast.stranger.user, Client()
    user.set_password("correct horse battery")
    user.save()

    for _ in range(2):
        browser.post("/sign-in/", {"username": user.username, "password": "correct horse battery"})

    assert _told() == {(user.username, "new_device")}
    assert "signed in to your account from a browser that was not used with it before (127.0.0.1)" in _inbox(
        cast.stranger
    )
    opened = browser.post(f"/notices/{Notice.objects.get().pk}/read")
    assert opened.headers["Location"] == "/settings/sessions/"


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_database_refuses_a_notice_about_nothing(cast: Cast, kind: NoticeKind) -> None:
    # These are about the server or an account.
    project = cast.project if kind in OF_THE_SERVER else None

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=cast.viewer.user, kind=kind, key="x", project=project, mail=MailTiming.NEVER)
