"""A real server on SQLite while another process keeps the right to write: what answers, and how soon."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.wire import Answer, Wire
from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, environment_in, manage, serving

DEADLINE = 8
# More than the threads of the server.
WRITERS = 12


@dataclass(frozen=True)
class Deployment:
    url: str
    tokens: list[str]
    file: Path

    @contextmanager
    def locked(self) -> Iterator[None]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    settings = {"DATABASE_TIMEOUT": str(DEADLINE), "API_RATE_LIMIT": "0", "THREADS": "4", "LONG_POLLS": "0"}
    environment = environment_in(folder) | settings | {"JOB_WORKER": "false"}
    migrate(environment)
    _run(environment, "collectstatic", "--noinput", "--verbosity", "0")
    _run(environment, "create_project", "handbook")
    words = ["create_token", "--organization", "--role", "manager", "--name"]
    tokens = [_run(environment, *words, name).split()[-1] for name in ("one", "two", "three", "four")]
    with serving(environment):
        yield Deployment(f"http://127.0.0.1:{environment['PORT']}", tokens, folder / "stemma.sqlite3")


def _run(environment: dict[str, str], *words: str) -> str:
    output, errors = manage(environment, *words).communicate(timeout=PATIENCE)
    assert errors == ""
    return output


def test_writers_get_503_and_readers_and_other_pages_are_answered(deployment: Deployment) -> None:
    *writing, reading = (Wire(url=deployment.url, token=token) for token in deployment.tokens)
    assert {wire.get("/api/v1/documents").status for wire in writing} == {200}

    with deployment.locked(), ThreadPoolExecutor(WRITERS) as people:
        calls = [people.submit(_timed, writing[place % 3], "POST", "/api/v1/projects") for place in range(WRITERS)]
        time.sleep(1)
        # Of a token that was never used: the time of its use cannot be stored.
        read = [_timed(reading, "GET", path) for path in ("/healthz", "/docs/", "/api/v1/documents")]
        written = [call.result() for call in calls]

    assert [answer.status for answer, _ in read] == [200, 200, 200]
    assert max(seconds for _, seconds in read) < DEADLINE / 2
    assert {answer.status for answer, _ in written} == {503}
    assert {answer.headers["Retry-After"] for answer, _ in written} <= {"2", "5"}


def test_it_goes_on_by_itself(deployment: Deployment) -> None:
    wire = Wire(url=deployment.url, token=deployment.tokens[0])

    answer, _ = _timed(wire, "POST", "/api/v1/projects")

    assert answer.status in (201, 409)


def _timed(wire: Wire, method: str, path: str) -> tuple[Answer, float]:
    body = '{"slug": "other", "name": "Other"}' if method == "POST" else None
    began = time.monotonic()
    answer = wire.send(method, path, body)
    return answer, time.monotonic() - began
