"""Project files: everything of a project, out and in again."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.services.transfer.project_files import breaches, comparable, everybody, export, members, read_in
from versioning.exceptions import AlreadyExists, InvalidValue, NotAllowed, QuotaExceeded
from versioning.models import Document, Draft, Event, File, Membership, Role, Transfer, User, Verb, Version
from versioning.services.access.create_user import create_user
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.former_texts import list_former_texts
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer._project.kinds import KINDS
from versioning.services.transfer.export_project import export_project
from versioning.services.transfer.read_transfer_file import read_transfer_file
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import


def test_a_copy_beside_the_original_is_equal_except_for_ids(rich: Cast, tmp_path: Path) -> None:
    first = export(rich.project, tmp_path / "first.tar.gz")

    summary = read_in(first, slug="copy", accounts=everybody(first))

    second = export(summary.project, tmp_path / "second.tar.gz")
    assert breaches() == []
    before, after = comparable(first), comparable(second)
    assert after.keys() == before.keys()
    for kind in before:
        assert after[kind] == before[kind], kind
    assert len(before["versions"]) > 20
    assert all(before.values())


def test_the_same_file_twice_writes_nothing(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    before = Version.objects.count(), Document.objects.count(), Event.objects.count()

    summary = read_in(file, into=rich.project)

    assert (summary.counts.total(), summary.unchanged) == (0, Document.objects.filter(project=rich.project).count())
    assert (Version.objects.count(), Document.objects.count(), Event.objects.count()) == before
    assert export(rich.project, tmp_path / "b.tar.gz").stat().st_size > 0


def test_files_of_unknown_people_are_limited_as_those_of_the_project_only(
    rich: Cast, tmp_path: Path, settings: Settings
) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    settings.QUOTA_PERSON_FILE_BYTES = 1

    copy = read_in(file, slug="copy").project

    assert File.objects.filter(project=copy).exists()


def test_files_that_pass_the_limit_of_the_project_are_refused(rich: Cast, tmp_path: Path, settings: Settings) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    settings.QUOTA_PROJECT_FILE_BYTES = 1

    with pytest.raises(QuotaExceeded, match="QUOTA_PROJECT_FILE_BYTES"):
        read_in(file, slug="copy")


def test_a_copy_again_writes_nothing(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    copy = read_in(file, slug="copy").project

    again = read_in(file, into=copy)

    assert again.counts.total() == 0


def test_addresses_in_texts_lead_to_the_copies(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    copy = read_in(file, slug="copy").project

    document = Document.objects.get(project=copy, slug="refunds")
    picture = File.objects.get(project=copy, name="plan.png")
    text = Version.objects.with_text().get(document=document, number=6).text
    assert picture.url in text
    assert f"/d/{document.identifier}/" in text


def test_nobody_becomes_an_account_unless_somebody_says_so(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    summary = read_in(file, slug="copy", accounts={"paul.handbook": "paul.handbook"})

    version = Version.objects.filter(document__project=summary.project, document__slug="refunds", number=1).get()
    assert (version.author, version.is_imported, version.created_by) == ("Edda handbook", True, system_actor().user)
    assert version.published_by == rich.publisher.user
    roles = Membership.objects.filter(project=summary.project).values_list("user", "role")
    assert list(roles) == [(rich.publisher.user.pk, Role.PUBLISHER)]
    assert "Edda handbook" in summary.unknown
    assert "Paul handbook" not in summary.unknown


def test_people_get_inactive_accounts_if_an_administrator_says_so(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    # As on another server, where one of the names is somebody else's.
    User.objects.filter(username="paul.handbook").update(username="paul.elsewhere")
    User.objects.filter(username="edda.handbook").update(first_name="Another Edda")

    summary = read_in(file, slug="copy", create_person=create_user)

    paul = User.objects.get(username="paul.handbook")
    assert (paul.display_name, paul.is_active, paul.has_usable_password()) == ("Paul handbook", False, False)
    assert Membership.objects.get(project=summary.project, user=paul).role == Role.PUBLISHER
    version = Version.objects.filter(document__project=summary.project, document__slug="refunds", number=1).get()
    assert version.published_by == paul
    assert "Edda handbook" in summary.unknown


def test_a_rehearsal_creates_no_people(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    User.objects.filter(username="paul.handbook").update(username="paul.elsewhere")

    read_in(file, slug="copy", create_person=create_user, is_rehearsal=True)

    assert not User.objects.filter(username="paul.handbook").exists()


def test_events_are_recorded_by_the_importer_with_the_moments_of_the_file(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    copy = read_in(file, slug="copy", accounts=everybody(file)).project

    event = Event.objects.filter(project=copy, verb=Verb.VERSION_PUBLISHED).order_by("pk")[0]
    original = Event.objects.filter(project=rich.project, verb=Verb.VERSION_PUBLISHED).order_by("pk")[0]
    assert (event.actor, event.claimed_at, event.data["by"]) == (system_actor().user, original.at, "Paul handbook")
    assert event.at > original.at


def test_saved_revisions_come_along(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    copy = read_in(file, slug="copy", accounts=everybody(file)).project

    draft = Draft.objects.get(document__project=copy, version__title="Refunds, new")
    former = list_former_texts(draft=draft, before=None, most=10)
    assert len(former.texts) == 2


def test_documents_that_were_deleted_come_back(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")
    other = make_cast("other").project

    summary = read_in(file, into=other, actor=system_actor())

    assert summary.counts["documents"] == Document.objects.filter(project=rich.project).count()
    assert other.workspaces.count() == 2
    assert breaches() == []


def test_the_file_has_no_secrets(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    everything = gzip.decompress(file.read_bytes())

    assert b"edda@example.org" not in everything
    assert b"password" not in everything


# What a project file does not have, and why.
LEFT_OUT = {
    "User": "people come by name",
    **dict.fromkeys(
        ("Application", "Grant", "BrowserSession", "Invitation", "Token", "Webhook", "WebhookSecret", "IdempotencyKey"),
        "secrets",
    ),
    **dict.fromkeys(("Delivery", "DeliveryAttempt", "FeedCursor", "Job", "JobWorker", "Transfer"), "work of a server"),
    **dict.fromkeys(("Notice", "MailChoice", "Watch"), "wishes of accounts"),
    **dict.fromkeys(
        (
            "Usage",
            "SearchIndex",
            "SearchEntry",
            "FileCount",
            "FileSet",
            "FileUse",
            "FileWord",
            "Reencoding",
            "DocumentLink",
            "DraftAddress",
            "DraftWord",
        ),
        "made from the rest",
    ),
    "Blob": "texts",
}


def test_every_model_is_in_the_file_or_left_out_for_a_reason() -> None:
    models = {model.__name__ for model in apps.get_app_config("versioning").get_models()}

    assert models == LEFT_OUT.keys() | {kind.model.__name__ for kind in KINDS.values()}


def test_only_managers_export_and_only_administrators_create(rich: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        export_project(actor=rich.publisher, project=rich.project, target=tmp_path / "a", report=lambda *_: None)
    file = export(rich.project, tmp_path / "a.tar.gz")
    with pytest.raises(NotAllowed):
        read_in(file, actor=rich.manager, slug="copy")
    with pytest.raises(NotAllowed):
        read_in(file, actor=rich.publisher, into=rich.project)


def test_a_manager_gives_versions_to_members_only(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    with pytest.raises(InvalidValue, match="not a member"):
        read_in(file, actor=rich.manager, into=rich.project, accounts={"edda.handbook": "sven.handbook"})


def test_a_taken_slug_is_refused(rich: Cast, tmp_path: Path) -> None:
    file = export(rich.project, tmp_path / "a.tar.gz")

    with pytest.raises(AlreadyExists):
        read_in(file)


def test_a_failed_export_leaves_no_file(cast: Cast, tmp_path: Path) -> None:
    cast.document()
    target = tmp_path / "a.tar.gz"

    def stop(done: int, _total: int) -> None:
        if done:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        export_project(actor=system_actor(), project=cast.project, target=target, report=stop)

    assert not target.exists()


def test_a_file_that_exists_is_not_overwritten(cast: Cast, tmp_path: Path) -> None:
    target = tmp_path / "a.tar.gz"
    target.write_bytes(b"mine")

    with pytest.raises(InvalidValue, match="cannot be created"):
        export_project(actor=system_actor(), project=cast.project, target=target, report=lambda *_: None)

    assert target.read_bytes() == b"mine"


def test_the_same_project_gives_the_same_bytes(rich: Cast, tmp_path: Path) -> None:
    first = members(export(rich.project, tmp_path / "a.tar.gz"))

    second = members(export(rich.project, tmp_path / "b.tar.gz"))

    first.pop("manifest.json"), second.pop("manifest.json")
    assert first == second


@pytest.fixture
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.usefixtures("_folder")
def test_jobs_export_and_import_a_project_file(rich: Cast) -> None:
    started = start_export(actor=rich.manager, project=rich.project, kind=Transfer.Kind.PROJECT_OUT)
    run_due_jobs()
    exported = Transfer.objects.get(pk=started.pk)
    file = read_transfer_file(exported)
    assert file is not None
    data = b"".join(file.pieces())
    other = make_cast("other")

    imported = start_import(actor=other.manager, project=other.project, file_name=exported.file_name, pieces=(data,))
    run_due_jobs()

    done = Transfer.objects.get(pk=imported.pk)
    assert (exported.status, done.status, done.fault) == ("done", "done", "")
    assert done.summary["documents"] == exported.summary["documents"] > 10
    assert ["Edda handbook", "Nobody was chosen for this author, whose name is shown instead."] in done.refusals
    assert breaches() == []
