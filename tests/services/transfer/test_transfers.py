from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.zips import zip_bytes
from versioning.exceptions import InvalidValue, NotAllowed, TransferRunning
from versioning.models import Actor, Document, Role, Transfer
from versioning.services.transfer._transfers import STOPPED
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.services.transfer.run_transfer import GONE, run_transfer
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import

ZIP = zip_bytes({"a.md": "One.\n", "b.md": b"\xff"})
LONG_AGO = timezone.now() - timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "transfers"


def start(cast: Cast, data: bytes = ZIP, *, actor: Actor | None = None) -> Transfer:
    return start_import(actor=actor or cast.manager, project=cast.project, file_name="texts.zip", pieces=(data,))


def after(transfer: Transfer) -> Transfer:
    run_transfer(transfer.pk)
    return Transfer.objects.get(pk=transfer.pk)


def fall_silent(transfer: Transfer) -> None:
    Transfer.objects.filter(pk=transfer.pk).update(status="running", attempt=1, heard_at=LONG_AGO)


def test_imports_a_zip_and_records_the_result(cast: Cast, folder: Path) -> None:
    transfer = start(cast)

    done = after(transfer)

    assert (done.status, done.kind, done.done, done.total) == ("done", "zip_in", 2, 2)
    assert {word: count for word, count in done.summary.items() if count} == {"new documents": 1, "refused": 1}
    assert done.refusals == [["b.md", "the text is not UTF-8."]]
    assert list(folder.iterdir()) == []


def test_imports_a_bundle(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a.md", "# A\n")
    repo.commit()
    git(repo.folder, "bundle", "create", str(tmp_path / "a.bundle"), "main")
    transfer = start(cast, (tmp_path / "a.bundle").read_bytes())

    done = after(transfer)

    assert (done.status, done.kind, done.summary["new versions"]) == ("done", "bundle_in", 1)


def test_exports_a_bundle_that_git_clones(cast: Cast, tmp_path: Path) -> None:
    cast.document("Refunds", "Text.\n")
    transfer = start_export(actor=cast.manager, project=cast.project)

    done = after(transfer)

    assert (done.status, done.summary["commits"]) == ("done", 1)
    git(tmp_path, "clone", "--quiet", "--branch=main", str(done.file), "clone")
    assert (tmp_path / "clone" / "refunds.md").read_text() == "Text.\n"


def test_fails_with_a_sentence_if_there_is_nothing_to_export(cast: Cast) -> None:
    transfer = start_export(actor=cast.manager, project=cast.project)

    failed = after(transfer)

    assert (failed.status, "ever published" in failed.fault) == ("failed", True)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"# version"])
def test_takes_nothing_but_zips_and_bundles(cast: Cast, folder: Path, data: bytes) -> None:
    with pytest.raises(InvalidValue, match="neither a zip nor a git bundle"):
        start(cast, data)

    assert list(folder.iterdir()) == []


def test_takes_no_file_that_is_too_large(cast: Cast, folder: Path, settings: Settings) -> None:
    settings.MAX_IMPORT_BYTES = len(ZIP) - 1

    with pytest.raises(InvalidValue, match="larger than"):
        start(cast)

    assert list(folder.iterdir()) == []


def test_refuses_a_second_one_at_once(cast: Cast, folder: Path) -> None:
    first = start(cast)

    with pytest.raises(TransferRunning) as refusal:
        start(cast)

    assert refusal.value.data == {"transfer": str(first.pk)}
    assert list(folder.iterdir()) == [first.file]


def test_takes_the_place_of_one_that_fell_silent(cast: Cast) -> None:
    silent = start(cast)
    fall_silent(silent)

    start(cast)

    assert Transfer.objects.get(pk=silent.pk).fault == STOPPED
    assert not silent.file.exists()


def test_is_gone_on_with_after_the_server_stopped(cast: Cast) -> None:
    transfer = start(cast)
    fall_silent(transfer)

    resumed = resume_transfer(actor=cast.manager, transfer=transfer)

    assert after(resumed).status == "done"


def test_is_not_begun_twice(cast: Cast) -> None:
    transfer = start(cast)
    Transfer.objects.filter(pk=transfer.pk).update(status="running", attempt=1)

    unchanged = after(transfer)

    assert (unchanged.status, unchanged.attempt, Document.objects.count()) == ("running", 1, 0)
    with pytest.raises(TransferRunning):
        resume_transfer(actor=cast.manager, transfer=transfer)


def test_stops_if_another_attempt_took_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("versioning.services.transfer.run_transfer.SECONDS_BETWEEN_REPORTS", 0)
    transfer = start(cast, zip_bytes({"a.md": "One.\n", "b.md": "Two.\n"}))

    def take_over(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "versioning_document"'):
            Transfer.objects.filter(pk=transfer.pk).update(attempt=9)
        return done

    with connection.execute_wrapper(take_over):
        unchanged = after(transfer)

    assert (unchanged.status, unchanged.attempt) == ("running", 9)
    assert Document.objects.count() == 1


def test_fails_with_a_sentence_if_its_file_is_gone(cast: Cast) -> None:
    transfer = start(cast)
    transfer.file.unlink()

    assert after(transfer).fault == GONE


def test_fails_with_the_sentence_of_a_refusal(cast: Cast) -> None:
    transfer = start(cast, ZIP[:20])

    failed = after(transfer)

    assert (failed.status, failed.fault.startswith("This zip cannot be read")) == ("failed", True)


def test_is_done_with_the_rights_that_its_person_has_by_then(cast: Cast) -> None:
    transfer = start(cast)
    cast.project.memberships.filter(user=cast.manager.user).update(role=Role.PUBLISHER)

    assert after(transfer).status == "failed"


def test_is_for_managers(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="You need the manager role"):
        start(cast, actor=cast.publisher)
    with pytest.raises(NotAllowed, match="You need the manager role"):
        start_export(actor=cast.publisher, project=cast.project)
