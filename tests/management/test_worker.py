"""Workers are processes. They are killed at any moment, and what they did goes on by itself."""

import signal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.git_repos import Repo, git
from tests.management.running import run
from tests.worker_processes import PATIENCE, start_worker, wait_until
from versioning.models import ImportedCommit, Job, JobWorker, Transfer, Version
from versioning.services.transfer.import_git import ImportOptions
from versioning.services.transfer.start_import import start_import

COMMITS = 2400


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A history of three batches."""
    folder = tmp_path_factory.mktemp("history")
    repo = Repo(folder / "repo")
    commits = b"".join(
        b"commit refs/heads/main\ncommitter Carl <carl@example.org> %d +0000\ndata 2\nX\n"
        b"M 100644 inline page-%d.md\ndata <<END\n# Page\n\nText %d.\nEND\n\n"
        % (1_600_000_000 + number, number % 40, number)
        for number in range(COMMITS)
    )
    git(repo.folder, "fast-import", "--quiet", given=commits)
    git(repo.folder, "bundle", "create", "--quiet", str(folder / "a.bundle"), "main")
    return (folder / "a.bundle").read_bytes()


def _start(cast: Cast, bundle: bytes) -> Transfer:
    return start_import(
        actor=cast.manager, project=cast.project, file_name="a.bundle", pieces=[bundle], options=ImportOptions()
    )


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_an_import_whose_worker_is_stopped_goes_on_by_itself(
    live_cast: Cast, bundle: bytes, settings: Settings, tmp_path: Path, ending: signal.Signals
) -> None:
    settings.DATA_DIR = tmp_path
    transfer = _start(live_cast, bundle)
    for stored in (1, 1001, 2001):
        worker = start_worker()
        wait_until(lambda: ImportedCommit.objects.count() >= stored or not _is_open(transfer))
        worker.send_signal(ending)
        worker.wait(PATIENCE)

    worker = start_worker()
    wait_until(lambda: not _is_open(transfer))
    worker.terminate()

    assert worker.wait(PATIENCE) == 0
    done = Transfer.objects.get()
    assert (done.status, done.summary["commits"], done.summary["new versions"]) == ("done", COMMITS, COMMITS)
    assert Version.objects.count() == COMMITS
    assert not JobWorker.objects.filter(pid=worker.pid).exists()


def _is_open(transfer: Transfer) -> bool:
    return Transfer.objects.unfinished().filter(pk=transfer.pk).exists()


def test_runs_what_is_due_and_ends(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    start_import(actor=cast.manager, project=cast.project, file_name="a.zip", pieces=[b"PK\x05\x06" + bytes(18)])

    printed = run("worker", "--once").out

    assert printed == "Jobs run: 1.\n"
    assert Job.objects.get().state == "done"
