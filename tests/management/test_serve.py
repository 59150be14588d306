import os
import select
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from threading import Event
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from pytest_django.fixtures import Settings

from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, Server, environment_in, free_port, manage, serving, wait_until_it_answers
from versioning.management.commands.serve import listen


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environment = environment_in(tmp_path_factory.mktemp("deployment"))
    migrate(environment)
    # Pages of refusals need them.
    collect = manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    assert collect.communicate(timeout=PATIENCE) == ("", "")
    return environment


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    with serving(environment) as server:
        yield server


def _status(environment: dict[str, str]) -> int:
    """Return the status of a request without a token."""
    with pytest.raises(HTTPError) as answer:
        urlopen(f"http://127.0.0.1:{environment['PORT']}/api/v1/documents", timeout=PATIENCE)
    answer.value.close()
    return answer.value.status or 0


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_prints_its_address_answers_there_and_stops_when_told(
    environment: dict[str, str], stop: signal.Signals
) -> None:
    environment = {**environment, "PORT": str(free_port())}
    with serving(environment) as server:
        status = _status(environment)
        server.send_signal(stop)

        out, err = server.communicate(timeout=PATIENCE)

    assert status == 401
    address, setup = out.splitlines()
    assert address == f"Stemma is running at http://127.0.0.1:{environment['PORT']}/ (press Ctrl-C to stop)"
    assert f"Set up the server at http://127.0.0.1:{environment['PORT']}/setup/?key=" in setup
    assert server.returncode == 0
    assert "Traceback" not in err


def test_stops_at_once_while_its_workers_are_loading(environment: dict[str, str]) -> None:
    server = manage({**environment, "PORT": str(free_port()), "WORKERS": "2"}, "serve", "--no-worker")
    while len(psutil.Process(server.pid).children()) < 2:
        time.sleep(0.01)
    server.terminate()

    _, err = server.communicate(timeout=PATIENCE)

    assert "Shutting down granian" in err
    assert "refused to gracefully stop" not in err


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 2_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x00\x01garbage\r\n\r\n",
        b"POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{",
        b"GET / HT",
    ],
)
def test_keeps_serving_after_a_bad_request(server: Server, environment: dict[str, str], request_bytes: bytes) -> None:
    port = int(environment["PORT"])
    # The server may hang up before it has read everything.
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as bad, suppress(ConnectionError):
        bad.sendall(request_bytes)

    assert _status(environment) == 401
    assert server.poll() is None


def test_clients_that_send_bodies_slowly_do_not_silence_the_server(server: Server, environment: dict[str, str]) -> None:
    port = int(environment["PORT"])
    # A worker imports the pages with its first request.
    assert _status(environment) == 401
    # More than the server has threads. Each shows another session, so that they count as different clients.
    form = "POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    heads = [
        f"{form}Content-Length: 1000\r\nCookie: sessionid={number}; csrftoken={'a' * 32}\r\n\r\na"
        for number in range(20)
    ]
    with ExitStack() as connections:
        slow = [connections.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in heads]
        for connection, head in zip(slow, heads, strict=True):
            connection.sendall(head.encode())
        refused = _first_lines(slow)

        pages = [_get(port, path) for path in ("/healthz", "/api/v1/documents")]

    # The server worked on five, and refused the others without waiting for their bodies.
    assert [line.split()[1] for line in refused] == [b"503"] * 15
    assert pages == [200, 401]


def _first_lines(connections: list[socket.socket]) -> list[bytes]:
    """Return the status lines of all responses, once there are as many as there will be."""
    lines: list[bytes] = []
    ends = time.monotonic() + PATIENCE
    waiting = list(connections)
    while len(lines) < 15 and time.monotonic() < ends:
        answered, _, _ = select.select(waiting, [], [], 1)
        for connection in answered:
            lines.append(connection.recv(1000).splitlines()[0])
            waiting.remove(connection)
    return lines


def _get(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_refuses_a_port_that_another_server_holds(environment: dict[str, str], server: Server) -> None:
    second = manage(environment, "serve")

    out, err = second.communicate(timeout=PATIENCE)

    assert (second.returncode, out) == (1, "")
    assert f"The server cannot listen on 127.0.0.1 port {environment['PORT']}: Address already in use." in err
    assert "Traceback" not in err


def test_of_two_servers_that_start_at_once_one_gets_the_port(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port())}
    servers = [manage(environment, "serve") for _ in range(2)]

    ends = time.monotonic() + PATIENCE
    while all(server.poll() is None for server in servers) and time.monotonic() < ends:
        time.sleep(0.05)
    (refused,) = (server for server in servers if server.poll() is not None)
    (serving_one,) = (server for server in servers if server is not refused)
    wait_until_it_answers(serving_one, port=int(environment["PORT"]))
    status = _status(environment)
    serving_one.terminate()
    serving_one.communicate(timeout=PATIENCE)

    assert "Address already in use." in refused.communicate()[1]
    assert status == 401


def test_sends_each_part_of_an_answer_at_once(settings: Settings) -> None:
    settings.HOST, settings.PORT = "127.0.0.1", free_port()

    with listen() as listening, socket.create_connection(listening.getsockname()), listening.accept()[0] as taken_up:
        assert taken_up.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_the_next_server_starts_after_one_was_killed_without_its_workers(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port()), "WORKERS": "2"}
    with serving(environment) as killed:
        assert _status(environment) == 401
        orphans = _workers(killed)
        killed.kill()

        with serving(environment) as server:
            status, workers = _status(environment), _workers(server)

    assert status == 401
    assert len(orphans) == 2
    assert orphans & workers == set()
    assert _living(orphans) == set()


def test_starts_again_after_it_was_killed_while_its_workers_were_loading(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port()), "WORKERS": "2"}
    killed = manage(environment, "serve", "--no-worker")
    while len(workers := psutil.Process(killed.pid).children()) < 2:
        time.sleep(0.01)
    killed.kill()
    killed.communicate(timeout=PATIENCE)

    with serving(environment, "--no-worker"):
        status = _status(environment)

    assert status == 401
    assert not [worker for worker in workers if worker.is_running()]


def test_replaces_its_worker_however_often_it_is_killed(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port())}
    with serving(environment) as server:
        for _ in range(3):
            assert _status(environment) == 401
            before = _workers(server)
            os.kill(before.pop(), signal.SIGKILL)

        status = _status(environment)

    assert status == 401


@pytest.mark.parametrize(
    ("words", "values", "count"), [((), {}, 1), (("--no-worker",), {}, 0), ((), {"JOB_WORKER": "false"}, 0)]
)
def test_runs_a_worker_for_jobs_beside_itself_unless_told_not_to(
    environment: dict[str, str], words: tuple[str, ...], values: dict[str, str], count: int
) -> None:
    environment = {**environment, **values, "PORT": str(free_port())}

    with serving(environment, *words) as server:
        beside = [child for child in psutil.Process(server.pid).children() if "--parent" in child.cmdline()]

    assert len(beside) == count


def test_the_worker_for_jobs_comes_after_those_that_answer_requests(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port())}

    with serving(environment) as server:
        priorities = {"--parent" in child.cmdline(): child.nice() for child in psutil.Process(server.pid).children()}

    assert priorities[True] > priorities[False]


def test_sighup_replaces_the_workers_and_no_request_fails(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port()), "WORKERS": "2"}
    with serving(environment) as server, ThreadPoolExecutor(6) as people:
        assert _status(environment) == 401
        before, is_over = _workers(server), Event()
        asked = [people.submit(_statuses, int(environment["PORT"]), until=is_over) for _ in range(6)]
        server.send_signal(signal.SIGHUP)
        after = _workers_other_than(before, server)
        is_over.set()
        statuses = [status for person in asked for status in person.result()]

    assert set(statuses) == {200}
    assert len(statuses) >= 200
    assert len(after) == 2


def _statuses(port: int, *, until: Event) -> list[int | str]:
    """Return what requests are answered, each on a connection of its own, and each time that there was no answer."""
    statuses: list[int | str] = []
    while not until.is_set():
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            statuses.append(connection.getresponse().status)
        except OSError as error:
            statuses.append(repr(error))
        connection.close()
    return statuses


def _workers(server: Server) -> set[int]:
    """Return the processes that answer. Python's resource tracker and the worker for jobs are children as well."""
    workers = set()
    for child in psutil.Process(server.pid).children():
        with suppress(psutil.NoSuchProcess):
            if not any(word in " ".join(child.cmdline()) for word in ("tracker", "--parent")):
                workers.add(child.pid)
    return workers


def _living(processes: set[int]) -> set[int]:
    """Return those that are still there after a while."""
    ends = time.monotonic() + PATIENCE
    while (living := {pid for pid in processes if psutil.pid_exists(pid)}) and time.monotonic() < ends:
        time.sleep(0.05)
    return living


def _workers_other_than(before: set[int], server: Server) -> set[int]:
    """Return the workers, once none of those before is left."""
    ends = time.monotonic() + PATIENCE
    while _workers(server) & before and time.monotonic() < ends:
        time.sleep(0.05)
    return _workers(server)
