"""A real server with REPLICA_URL: what is read from the replica, and when."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.wire import Answer, Wire
from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, environment_in, manage, serving
from tests.ops.standby import Pair, primary_and_standby

DOCUMENTS = "/api/v1/documents"
# The process watches the replica twice a second, and takes it for a replica when it saw it twice.
WATCHED_SECONDS = 2.5
# The cache has had all marks since long ago.
KNOW_ALL_MARKS = "from django.core.cache import cache; cache.set('replica:since', 0, None)"


@dataclass(frozen=True)
class Deployment:
    pair: Pair
    writer: Wire
    reader: Wire
    # A person, who is a member of no project yet.
    member: Wire


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    with primary_and_standby() as pair:
        environment = environment_in(folder) | {
            "DATABASE_URL": pair.primary.url,
            "REPLICA_URL": pair.standby.url,
            "CACHE_URL": "db://cached",
            "API_RATE_LIMIT": "0",
            "DATABASE_TIMEOUT": "5",
        }
        migrate(environment)
        _run(environment, "create_project", "handbook")
        _run(environment, "createcachetable", "-v0")
        _run(environment, "shell", "-v0", "-c", KNOW_ALL_MARKS)
        tokens = [_token(environment, name) for name in ("writer", "reader")]
        _run(environment, "create_user", "ana", "--no-login")
        personal = _run(environment, "create_token", "--user", "ana", "--name", "personal").split()[-1]
        with serving(environment):
            url = f"http://127.0.0.1:{environment['PORT']}"
            writer, reader, member = (Wire(url=url, token=token) for token in (*tokens, personal))
            yield Deployment(pair=pair, writer=writer, reader=reader, member=member)


@pytest.fixture(autouse=True)
def followed(deployment: Deployment) -> None:
    """The replica gets what the primary writes, and the server knows it."""
    ends = time.monotonic() + PATIENCE
    while not deployment.pair.ask_standby("SELECT pid FROM pg_stat_wal_receiver") and time.monotonic() < ends:
        time.sleep(0.1)
    deployment.reader.get(DOCUMENTS)
    time.sleep(WATCHED_SECONDS)


def _token(environment: dict[str, str], name: str) -> str:
    words = ("create_token", "--project", "handbook", "--role", "manager", "--name", name)
    return _run(environment, *words).split()[-1]


def _run(environment: dict[str, str], *words: str) -> str:
    output, errors = manage(environment, *words).communicate(timeout=PATIENCE)
    assert errors == ""
    return output


def _titles(answer: Answer) -> set[str]:
    assert answer.status == 200
    return {document["title"] for document in answer.json["data"]["documents"]}


def _titles_of_replica(wire: Wire, *, without: str) -> set[str]:
    """Return the titles as soon as they are without this one, or the last ones. A busy process watches late."""
    ends = time.monotonic() + PATIENCE
    titles = _titles(wire.get(DOCUMENTS))
    while without in titles and time.monotonic() < ends:
        time.sleep(0.1)
        titles = _titles(wire.get(DOCUMENTS))
    return titles


def test_writers_see_their_writes_and_others_read_what_the_replica_has(deployment: Deployment) -> None:
    with deployment.pair.replay_paused():
        position = _create(deployment.writer, "Fresh").headers["Stemma-Position"]
        by_writer = _titles(deployment.writer.get(DOCUMENTS))
        by_reader = _titles_of_replica(deployment.reader, without="Fresh")
        with_position = _titles(_get(deployment.reader, position=position))
        with_nonsense = _titles(_get(deployment.reader, position="nonsense"))

    assert "Fresh" in by_writer
    assert "Fresh" not in by_reader
    assert "Fresh" in with_position
    assert "Fresh" in with_nonsense


def test_a_write_is_read_from_the_replica_once_it_is_there(deployment: Deployment) -> None:
    _create(deployment.writer, "Replayed")
    time.sleep(WATCHED_SECONDS)
    with deployment.pair.replay_paused():
        _create(deployment.reader, "Of another")
        titles = _titles_of_replica(deployment.writer, without="Of another")

    assert "Replayed" in titles
    assert "Of another" not in titles


def test_a_removed_member_reads_nothing_from_a_replica_that_knows_of_no_removal(deployment: Deployment) -> None:
    added = deployment.writer.post(
        "/api/v1/members", json.dumps({"project": "handbook", "user": "ana", "role": "viewer"})
    )
    _create(deployment.writer, "Secret")
    time.sleep(WATCHED_SECONDS)
    with deployment.pair.replay_paused():
        before = _titles(deployment.member.get(DOCUMENTS))
        removed = deployment.writer.send("DELETE", f"/api/v1/members/{added.json['data']['member']['id']}")
        after = _titles(deployment.member.get(DOCUMENTS))
        with_position = _titles(_get(deployment.member, position="1.1"))

    assert removed.status == 204
    assert "Secret" in before
    assert (after, with_position) == (set(), set())


def test_a_replica_that_dies_fails_no_request(deployment: Deployment) -> None:
    deployment.pair.standby.kill()
    try:
        answers = [deployment.reader.get(DOCUMENTS).status for _ in range(10)]
    finally:
        Path(deployment.pair.standby.folder, "data", "postmaster.pid").unlink(missing_ok=True)
        deployment.pair.standby.start()

    assert answers == [200] * 10


def _create(wire: Wire, title: str) -> Answer:
    answer = wire.post(DOCUMENTS, json.dumps({"title": title}))
    assert answer.status == 201
    return answer


def _get(wire: Wire, *, position: str) -> Answer:
    return wire.send("GET", DOCUMENTS, headers={"Stemma-Position": position})
