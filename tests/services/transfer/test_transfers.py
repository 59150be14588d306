from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.transfers import folder_of_transfers, path_of
from tests.zips import zip_bytes
from versioning.exceptions import InvalidValue, NotAllowed, TransferRunning
from versioning.models import Actor, Document, Draft, Job, Role, Transfer, User
from versioning.services.jobs._run_job import run_job
from versioning.services.jobs.cancel_job import cancel_job
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.delivery.job_queue import claim
from versioning.services.transfer import run_transfer
from versioning.services.transfer._zip.documents import Outcome
from versioning.services.transfer.resume_transfer import resume_transfer
from versioning.services.transfer.run_transfer import GONE
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import

ZIP = zip_bytes({"a.md": "One.\n", "b.md": b"\xff"})


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return folder_of_transfers()


def start(cast: Cast, data: bytes = ZIP, *, actor: Actor | None = None) -> Transfer:
    return start_import(actor=actor or cast.manager, project=cast.project, file_name="texts.zip", pieces=(data,))


def after(transfer: Transfer) -> Transfer:
    run_due_jobs()
    return Transfer.objects.get(pk=transfer.pk)


def test_imports_a_zip_and_records_the_result(cast: Cast, folder: Path) -> None:
    transfer = start(cast)

    done = after(transfer)

    assert (done.status, done.kind) == ("done", "zip_in")
    assert Job.objects.get(kind="transfer").progress == {"done": 2, "total": 2}
    assert {word: count for word, count in done.summary.items() if count} == {"new documents": 1, "refused": 1}
    assert done.refusals == [["b.md", "the text is not UTF-8."]]
    assert list(folder.iterdir()) == []


def test_a_shortened_list_of_what_was_left_out_says_how_much_is_missing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_transfer, "MOST_REFUSALS", 2)
    data = zip_bytes({f"{number:04}.txt": "x" for number in range(1200)})

    done = after(start(cast, data))

    assert [what for what, _ in done.refusals] == ["0000.txt", "0001.txt", "And 1,198 more"]


def _bundle(repo: Repo) -> bytes:
    file = repo.folder.with_suffix(".bundle")
    git(repo.folder, "bundle", "create", "--quiet", str(file), "main")
    return file.read_bytes()


def test_imports_a_bundle(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a.md", "# A\n")
    repo.commit()
    transfer = start(cast, _bundle(repo))

    done = after(transfer)

    assert (done.status, done.kind, done.summary["new versions"]) == ("done", "bundle_in", 1)


def test_exports_a_bundle_that_git_clones(cast: Cast, tmp_path: Path) -> None:
    cast.document("Refunds", "Text.\n")
    transfer = start_export(actor=cast.manager, project=cast.project)

    done = after(transfer)

    assert (done.status, done.summary["commits"]) == ("done", 1)
    git(tmp_path, "clone", "--quiet", str(path_of(done)), "clone")
    assert (tmp_path / "clone" / "refunds.md").read_text() == "Text.\n"


def test_fails_with_a_sentence_if_there_is_nothing_to_export(cast: Cast) -> None:
    transfer = start_export(actor=cast.manager, project=cast.project)

    failed = after(transfer)

    assert (failed.status, "ever published" in failed.fault) == ("failed", True)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"# version"])
def test_takes_nothing_but_zips_and_bundles(cast: Cast, folder: Path, data: bytes) -> None:
    with pytest.raises(InvalidValue, match="neither a zip nor a git bundle nor a project file"):
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
    assert list(folder.iterdir()) == [path_of(first)]


def test_a_cancelled_one_keeps_its_file_and_can_be_resumed(cast: Cast) -> None:
    transfer = start(cast)
    assert transfer.job is not None
    cancel_job(actor=cast.manager, job=transfer.job)

    cancelled = after(transfer)
    resume_transfer(actor=cast.manager, transfer=cancelled)

    assert (cancelled.status, cancelled.has_stopped) == ("cancelled", True)
    assert after(transfer).status == "done"


def test_drafts_that_a_stopped_import_did_not_open_are_opened_when_it_goes_on(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a.md", "One.\n")
    repo.commit()
    after(start(cast, _bundle(repo)))
    cast.version(Document.objects.get(), "Ours.\n")
    repo.write("a.md", "Two.\n")
    repo.commit()
    transfer = start(cast, _bundle(repo))
    job = claim(lane=Job.Lane.LONG, now=timezone.now())
    assert job is not None
    # The second report comes after the batch and before the drafts.
    answers = iter((False, True))

    run_job(job, is_stopping=lambda: next(answers))

    assert Draft.objects.count() == 0
    done = after(transfer)
    assert (Draft.objects.get().is_outdated, done.summary[Outcome.WAITING.value]) == (True, 1)
    assert (done.summary["new versions"], done.waiting) == (1, {})


def test_one_that_waits_is_not_resumed(cast: Cast) -> None:
    transfer = start(cast)

    with pytest.raises(TransferRunning):
        resume_transfer(actor=cast.manager, transfer=transfer)


def test_a_new_one_takes_the_place_of_one_that_failed(cast: Cast) -> None:
    failed = after(start(cast, ZIP[:20]))

    start(cast)

    assert not path_of(failed).exists()


def test_fails_with_a_sentence_if_its_file_is_gone(cast: Cast) -> None:
    transfer = start(cast)
    path_of(transfer).unlink()

    assert after(transfer).fault == GONE


def test_fails_with_the_sentence_of_a_refusal(cast: Cast) -> None:
    transfer = start(cast, ZIP[:20])

    failed = after(transfer)

    assert (failed.status, failed.fault.startswith("This zip cannot be read")) == ("failed", True)


def test_is_done_with_the_rights_that_its_person_has_by_then(cast: Cast) -> None:
    transfer = start(cast)
    cast.project.memberships.filter(user=cast.manager.user).update(role=Role.PUBLISHER)

    assert after(transfer).status == "failed"


def test_is_not_done_for_a_person_whose_account_was_deactivated(cast: Cast) -> None:
    cast.document("Refunds", "Text.\n")
    transfer = start_export(actor=cast.manager, project=cast.project)
    User.objects.filter(pk=cast.manager.user.pk).update(is_active=False)

    failed = after(transfer)

    assert (failed.status, "deactivated" in failed.fault) == ("failed", True)


def test_is_for_managers(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="You need the manager role"):
        start(cast, actor=cast.publisher)
    with pytest.raises(NotAllowed, match="You need the manager role"):
        start_export(actor=cast.publisher, project=cast.project)


def test_a_preview_imports_nothing_until_somebody_says_so(cast: Cast) -> None:
    transfer = start_import(
        actor=cast.manager, project=cast.project, file_name="texts.zip", pieces=(ZIP,), is_rehearsal=True
    )

    previewed = after(transfer)

    assert (previewed.status, previewed.is_rehearsed, Document.objects.count()) == ("done", True, 0)
    assert previewed.summary["new documents"] == 1
    assert previewed.refusals == [["b.md", "the text is not UTF-8."]]
    resume_transfer(actor=cast.manager, transfer=previewed)
    done = after(transfer)
    assert (done.status, done.is_rehearsed, Document.objects.count()) == ("done", False, 1)


def test_a_preview_of_a_bundle_imports_nothing(cast: Cast, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a.md", "# A\n")
    repo.commit()
    transfer = start_import(
        actor=cast.manager, project=cast.project, file_name="a.bundle", pieces=(_bundle(repo),), is_rehearsal=True
    )

    previewed = after(transfer)

    assert (previewed.status, previewed.summary["new versions"], Document.objects.count()) == ("done", 1, 0)
