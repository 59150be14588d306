"""Workers are processes. They are killed at any moment, and what they did goes on by itself."""

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_project
from tests.git_repos import Repo, git
from tests.management.running import run
from tests.management.serving import environment_in, free_port
from tests.management.worker_processes import PATIENCE, start_worker, wait_until
from tests.transfers import path_of
from tests.zips import zip_bytes
from versioning.models import Actor, Event, Job, JobWorker, Project, Transfer, User, Version
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.transfer.import_git import ImportOptions
from versioning.services.transfer.start_export import start_export
from versioning.services.transfer.start_import import start_import

# Three batches.
COMMITS = 5000
INTERRUPTIONS = (signal.SIGKILL, signal.SIGTERM) * 2


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _history(tmp_path_factory.mktemp("history"), commits=COMMITS)


def _history(folder: Path, *, commits: int) -> bytes:
    repo = Repo(folder / "repo")
    stream = b"".join(
        b"commit refs/heads/main\ncommitter Carl <carl@example.org> %d +0000\ndata 2\nX\n"
        b"M 100644 inline page-%d.md\ndata <<END\n# Page\n\nText %d.\nEND\n\n"
        % (1_600_000_000 + number, number % 40, number)
        for number in range(commits)
    )
    git(repo.folder, "fast-import", "--quiet", given=stream)
    git(repo.folder, "bundle", "create", "--quiet", str(folder / "a.bundle"), "main")
    return (folder / "a.bundle").read_bytes()


def _administrator() -> Actor:
    return Actor(user=User.objects.get(username="root.admin"))


def _start(project: Project, bundle: bytes) -> Transfer:
    return start_import(
        actor=_administrator(), project=project, file_name="a.bundle", pieces=[bundle], options=ImportOptions()
    )


def _written(project: Project) -> list[tuple[object, ...]]:
    columns = ("document__slug", "number", "body__sha256", "title", "name", "status", "authored_at", "source__number")
    versions = Version.objects.filter(document__project=project)
    return [*versions.order_by("document__slug", "number").values_list(*columns)]


def _told(project: Project) -> dict[str, int]:
    return dict(Counter(Event.objects.filter(project=project).values_list("verb", flat=True)))


def test_an_import_whose_worker_is_stopped_again_and_again_goes_on_by_itself(
    live_cast: Cast, bundle: bytes, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    other = make_project("other")
    _start(other, bundle)
    run_due_jobs()
    transfer = _start(live_cast.project, bundle)

    for number, ending in enumerate(INTERRUPTIONS):
        former = _lease(transfer)
        worker = start_worker()
        wait_until(lambda former=former: _lease(transfer) not in (None, former))  # type: ignore[misc]
        # At other moments each time: while git is asked, while texts are packed, while rows are written.
        time.sleep(number * 0.04)
        worker.send_signal(ending)
        worker.wait(PATIENCE)
    assert transfer in Transfer.objects.unfinished()
    worker = start_worker()
    wait_until(lambda: transfer not in Transfer.objects.unfinished())
    worker.terminate()

    assert worker.wait(PATIENCE) == 0
    transfer.refresh_from_db()
    assert (transfer.status, transfer.summary) == ("done", Transfer.objects.get(project=other).summary)
    assert _written(live_cast.project) == _written(other)
    assert len(_written(other)) == COMMITS
    assert _told(live_cast.project) == _told(other)
    assert not JobWorker.objects.filter(pid=worker.pid, ended_at=None).exists()


def _start_zip(project: Project) -> Transfer:
    """Start the import of 300 documents."""
    data = zip_bytes({f"page-{number}.md": f"# Page {number}\n\nText {number}.\n" for number in range(300)})
    return start_import(actor=_administrator(), project=project, file_name="texts.zip", pieces=[data])


def _interrupt(transfer: Transfer) -> None:
    """Kill and stop workers while they run the transfer. Then let one end it."""
    for number, ending in enumerate((signal.SIGKILL, signal.SIGTERM)):
        former = _lease(transfer)
        worker = start_worker()
        wait_until(lambda former=former: _lease(transfer) not in (None, former))  # type: ignore[misc]
        time.sleep(number * 0.04)
        worker.send_signal(ending)
        worker.wait(PATIENCE)
    assert transfer in Transfer.objects.unfinished()
    worker = start_worker()
    wait_until(lambda: transfer not in Transfer.objects.unfinished())
    worker.terminate()
    worker.wait(PATIENCE)
    transfer.refresh_from_db()


def test_an_import_of_a_zip_whose_worker_is_stopped_goes_on_by_itself(
    live_cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    other = make_project("other")
    _start_zip(other)
    run_due_jobs()
    transfer = _start_zip(live_cast.project)

    _interrupt(transfer)

    assert transfer.status == "done"
    assert [row[:-2] for row in _written(live_cast.project)] == [row[:-2] for row in _written(other)]
    assert len(_written(other)) == 300
    assert _told(live_cast.project) == _told(other)


@pytest.mark.parametrize("kind", [Transfer.Kind.BUNDLE_OUT, Transfer.Kind.PROJECT_OUT])
def test_an_export_whose_worker_is_stopped_goes_on_by_itself(
    live_cast: Cast, settings: Settings, tmp_path: Path, kind: Transfer.Kind
) -> None:
    settings.DATA_DIR = tmp_path
    _start(live_cast.project, _history(tmp_path, commits=1500))
    run_due_jobs()
    whole = start_export(actor=_administrator(), project=live_cast.project, kind=kind)
    run_due_jobs()
    whole.refresh_from_db()
    # The file goes when the next transfer starts.
    size = path_of(whole).stat().st_size
    transfer = start_export(actor=_administrator(), project=live_cast.project, kind=kind)

    _interrupt(transfer)

    assert (transfer.status, transfer.summary) == ("done", whole.summary)
    assert path_of(transfer).stat().st_size > 0.9 * size > 0


def _lease(transfer: Transfer) -> UUID | None:
    return Job.objects.get(payload__transfer=str(transfer.pk)).lease


def test_runs_what_is_due_and_ends(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    start_import(actor=cast.manager, project=cast.project, file_name="a.zip", pieces=[b"PK\x05\x06" + bytes(18)])

    printed = run("worker", "--once").out

    assert printed == f"Jobs run: {Job.objects.filter(state='done').count()}.\n"
    assert Job.objects.get(kind="transfer").state == "done"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="It needs no database, and runs once.")
def test_a_worker_waits_for_a_database_that_does_not_answer(tmp_path: Path) -> None:
    environment = environment_in(tmp_path) | {"DATABASE_URL": f"postgresql://a:b@127.0.0.1:{free_port()}/none"}
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], env=environment, stderr=subprocess.PIPE, cwd=settings.BASE_DIR
    )
    assert worker.stderr is not None
    lines = iter(worker.stderr.readline, b"")
    assert any(b"The worker waits" in line for line in lines)

    worker.terminate()
    _, rest = worker.communicate(timeout=PATIENCE)

    assert worker.returncode == 0
    assert b"Traceback" not in rest
