"""A real server beside a real PostgreSQL that is paused: what answers, and how soon."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.api.wire import Answer, Wire
from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, environment_in, manage, serving
from tests.postgres import running_server

DEADLINE = 6
# What a request takes at most, with room for a busy machine. Without a deadline it would take until the pause ends.
LONGEST = 2 * DEADLINE


@dataclass(frozen=True)
class Deployment:
    url: str
    token: str
    database_url: str

    @property
    def wire(self) -> Wire:
        return Wire(url=self.url, token=self.token)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop every process of PostgreSQL, as a frozen machine would."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        postmaster = int(Path(folder, "postmaster.pid").read_text().split()[0])
        processes = [postmaster, *_children(postmaster)]
        try:
            _signal(processes, signal.SIGSTOP)
            yield
        finally:
            _signal(processes, signal.SIGCONT)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        # A backend may end at any time.
        with suppress(ProcessLookupError):
            os.kill(process, number)


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in listed.split()]


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    with running_server() as database_url:
        environment = environment_in(folder) | {
            "DATABASE_URL": database_url,
            "DATABASE_TIMEOUT": str(DEADLINE),
            "API_RATE_LIMIT": "0",
            "THREADS": "4",
        }
        migrate(environment)
        _run(environment, "collectstatic", "--noinput", "--verbosity", "0")
        _run(environment, "create_project", "handbook")
        token = _run(environment, "create_token", "--organization", "--role", "manager", "--name", "one").split()[-1]
        with serving(environment):
            yield Deployment(
                url=f"http://127.0.0.1:{environment['PORT']}",
                token=token,
                database_url=database_url,
            )


def _run(environment: dict[str, str], *words: str) -> str:
    output, errors = manage(environment, *words).communicate(timeout=PATIENCE)
    assert errors == ""
    return output


def test_a_paused_database_is_a_503_within_the_deadline_and_other_pages_answer(deployment: Deployment) -> None:
    wire = deployment.wire
    assert wire.get("/api/v1/documents").status == 200

    with deployment.paused(), ThreadPoolExecutor(12) as people:
        calls = [people.submit(_timed, wire, path) for path in ["/api/v1/documents", "/v3/projects", "/"] * 4]
        time.sleep(0.5)
        without_database = [_timed(wire, path) for path in ("/healthz", "/docs/", "/docs/tour/", "/favicon.ico")]
        with_database = [call.result() for call in calls]
        (ready, _) = _timed(wire, "/readyz")

    assert [answer.status for answer, _ in without_database] == [200, 200, 200, 200]
    # Sooner than any that waits for the database.
    assert max(seconds for _, seconds in without_database) < DEADLINE / 2
    assert {answer.status for answer, _ in with_database} <= {302, 503}
    assert {answer.headers["Retry-After"] for answer, _ in with_database if answer.status == 503} == {"5"}
    assert max(seconds for _, seconds in with_database) < LONGEST
    assert ready.status == 503


def test_it_goes_on_by_itself_when_the_database_does(deployment: Deployment) -> None:
    wire = deployment.wire
    with deployment.paused():
        wire.get("/api/v1/documents")
    time.sleep(1.5)

    answers = [wire.get("/api/v1/documents").status for _ in range(8)]

    assert answers == [200] * 8
    assert wire.get("/readyz").status == 200


def _timed(wire: Wire, path: str) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = wire.get(path)
    return answer, time.monotonic() - began
