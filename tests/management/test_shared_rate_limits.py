"""Two servers with one cache, as behind a load balancer: a limit counts the requests to both."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice

import pytest

from tests.api.wire import Answer, Wire
from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, environment_in, free_port, manage, serving

READS, WRITES = 5, 3
PREPARE = """
from django.core.management import call_command as run
run("createcachetable")
for slug in ("handbook", "manual"):
    run("create_project", slug)
for name in ("one", "two", "three", "four"):
    run("create_token", "--organization", "--role", "manager", "--name", name)
"""


@dataclass(frozen=True)
class Pair:
    """Two servers, the ids of two projects in both, and unused tokens."""

    urls: tuple[str, str]
    projects: tuple[str, str]
    tokens: Iterator[str]

    def wires(self, token: str) -> Iterator[Wire]:
        """Yield one server after the other, in turn."""
        return cycle([Wire(url=url, token=token) for url in self.urls])


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    environment = environment_in(tmp_path_factory.mktemp("deployment"))
    environment |= {"CACHE_URL": "db://cache_table", "API_RATE_LIMIT": f"{READS}/{WRITES}"}
    migrate(environment)
    printed, wrong = manage(environment, "shell", "--verbosity", "0", "--command", PREPARE).communicate(
        timeout=3 * PATIENCE
    )
    assert wrong == ""
    *_, one, two, three, four = printed.split()
    ports = [str(free_port()) for _ in range(2)]
    with ExitStack() as servers:
        for port in ports:
            servers.enter_context(serving({**environment, "PORT": port}))
        yield Pair(
            urls=(f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"),
            projects=tuple(re.findall(r"\(([0-9a-f-]{36})\)", printed)),
            tokens=iter((one, two, three, four)),
        )


def assert_counted_together(answers: list[Answer], *, limit: int, done: int) -> None:
    """Within each minute the first `limit` answers are `done`, the others are refused. Minutes may change anywhere."""
    minutes: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        minutes[answer.headers["X-RateLimit-Reset"]].append(answer)
    for found in minutes.values():
        remaining = [max(0, limit - place) for place in range(1, len(found) + 1)]
        assert [int(answer.headers["X-RateLimit-Remaining"]) for answer in found] == remaining
        assert [answer.status for answer in found] == [done if n <= limit else 429 for n in range(1, len(found) + 1)]
        assert {answer.headers["X-RateLimit-Limit"] for answer in found} == {str(limit)}


def test_reads_of_both_count_together(pair: Pair) -> None:
    path, wires = f"/v3/projects/{pair.projects[0]}", pair.wires(next(pair.tokens))

    answers = [wire.get(path) for wire in islice(wires, 2 * READS)]

    assert_counted_together(answers, limit=READS, done=200)


def test_reads_and_writes_are_counted_apart(pair: Pair) -> None:
    path, wires = f"/v3/projects/{pair.projects[0]}", pair.wires(next(pair.tokens))

    turns = [(wire.get(path), wire.post(f"{path}/articles", json.dumps({}))) for wire in islice(wires, 2 * WRITES)]

    assert_counted_together([read for read, _ in turns], limit=READS, done=200)
    assert_counted_together([write for _, write in turns], limit=WRITES, done=422)


def test_each_token_has_a_count_of_its_own_for_each_project(pair: Pair) -> None:
    counts = [
        (pair.wires(token), f"/v3/projects/{project}") for token in islice(pair.tokens, 2) for project in pair.projects
    ]

    answers = [[next(wires).get(path) for _ in range(READS + 1)] for wires, path in counts]

    for found in answers:
        assert_counted_together(found, limit=READS, done=200)
