"""Imports from Document360 that are refused, or wait, or run as a job or a command."""

import pytest
from django.core.management import CommandError
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.exports.document360_api import PROJECT, FakeDocument360
from tests.management.running import run as run_command
from tests.services.transfer.importing_document360 import run
from tests.transfers import folder_of_transfers
from versioning.exceptions import InvalidValue, NotAllowed, VersioningError
from versioning.models import Document, Job, Transfer, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer.import_document360 import (
    Connection,
    SourceUnavailable,
)
from versioning.services.transfer.start_document360_import import start_document360_import


def history() -> list[tuple[str, str, str]]:
    versions = Version.objects.with_text().filter(document__kind="document").order_by("number")
    return [(version.name, version.status, version.text[:4]) for version in versions]


def test_waits_as_long_as_the_server_asks_for(cast: Cast, source: FakeDocument360) -> None:
    source.troubles, waited = [429, 503], list[float]()

    run(cast, source, waited=waited)

    assert waited == [7.0, 7.0]
    assert len(history()) == 3


def test_gives_up_for_now_if_the_server_is_down(cast: Cast, source: FakeDocument360) -> None:
    source.troubles = [500] * 50

    with pytest.raises(SourceUnavailable, match="status 500"):
        run(cast, source)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://169.254.169.254/latest"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://user:word@example.org"}, "url"),
        ({"project": "../other"}, "source_project"),
        ({"token": "a b"}, "token"),
        ({"token": "a\r\nHost: x"}, "token"),
        ({"content_type": "block"}, "content_type"),
    ],
)
def test_refuses_what_must_not_be_asked_before_any_request(
    cast: Cast, source: FakeDocument360, values: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidValue) as refusal:
        run(cast, source, **values)

    assert (refusal.value.data["field"], source.requests) == (field, [])


def test_a_name_with_a_private_address_is_not_connected_to(
    cast: Cast, source: FakeDocument360, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = []

    with pytest.raises(VersioningError, match="must not connect to"):
        run(cast, source, url=source.url.replace("http://127.0.0.1", "https://localhost"))

    assert source.requests == []


@pytest.mark.parametrize(
    ("values", "words"), [({"token": "wrong"}, "refuses the token"), ({"project": "other"}, "no such project")]
)
def test_says_why_the_project_cannot_be_read(
    cast: Cast, source: FakeDocument360, values: dict[str, str], words: str
) -> None:
    with pytest.raises(VersioningError, match=words):
        run(cast, source, **values)


def test_an_editor_may_not(cast: Cast, source: FakeDocument360) -> None:
    with pytest.raises(NotAllowed):
        start_document360_import(
            actor=cast.editor, project=cast.project, connection=Connection(source.url, PROJECT, "secret")
        )


def test_runs_as_a_job_and_forgets_the_token(cast: Cast, source: FakeDocument360) -> None:
    folder = folder_of_transfers()
    connection = Connection(source.url, PROJECT, "secret")
    transfer = start_document360_import(actor=cast.manager, project=cast.project, connection=connection)
    (kept,) = folder.iterdir()
    sealed = kept.read_bytes()

    run_due_jobs()

    transfer.refresh_from_db()
    assert (transfer.status, transfer.kind, transfer.file_name) == ("done", "api_in", "127.0.0.1")
    assert (transfer.summary["new versions"], transfer.refusals) == (3, [])
    assert b"secret" not in sealed
    assert list(folder.iterdir()) == []


def test_a_job_waits_for_a_server_that_is_down(
    cast: Cast, source: FakeDocument360, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("versioning.services.transfer.run_transfer.sleep", lambda seconds: None)
    monkeypatch.setattr("versioning.services.transfer._document360.client.LONGEST_PAUSE", 0.0)
    source.troubles = [503] * 5
    connection = Connection(source.url, PROJECT, "secret")
    transfer = start_document360_import(actor=cast.manager, project=cast.project, connection=connection)

    run_due_jobs()

    transfer.refresh_from_db()
    job = Job.objects.get(kind="transfer")
    assert (transfer.status, job.state, "goes on by itself" in job.problem) == ("running", "waiting", True)


def test_runs_on_the_command_line(cast: Cast, source: FakeDocument360, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMENT360_TOKEN", "secret")
    given = ("import_document360", "--project=handbook", f"--source-project={PROJECT}", f"--url={source.url}")

    dry = run_command(*given, "--dry-run").out
    before = Document.objects.count()
    printed = run_command(*given).out

    assert dry.splitlines()[0] == "This is a dry run. Nothing was imported."
    assert (before, Document.objects.count()) == (0, 2)
    assert printed == "3 new versions, 2 new documents, 1 new draft, 1 picture or attachment.\n"


def test_the_command_needs_a_token(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCUMENT360_TOKEN", raising=False)

    with pytest.raises(CommandError, match="DOCUMENT360_TOKEN"):
        run_command("import_document360", "--project=handbook", f"--source-project={PROJECT}")

    assert Transfer.objects.count() == 0
