import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.management.serving import PATIENCE, Server, environment_in, free_port, manage, serving, wait_until_it_answers


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environment = environment_in(tmp_path_factory.mktemp("deployment"))
    assert manage(environment, "migrate", "--verbosity", "0").communicate(timeout=3 * PATIENCE) == ("", "")
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


def test_refuses_to_start_before_the_migrations(tmp_path: Path) -> None:
    server = manage(environment_in(tmp_path), "serve")

    out, err = server.communicate(timeout=PATIENCE)

    assert (server.returncode, out) == (1, "")
    assert "Run `manage.py migrate` first." in err
    assert "Traceback" not in err


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


def test_refuses_a_port_that_another_server_holds(environment: dict[str, str], server: Server) -> None:
    second = manage(environment, "serve")

    out, err = second.communicate(timeout=PATIENCE)

    assert (second.returncode, out) == (1, "")
    assert f"The server cannot listen on 127.0.0.1 port {environment['PORT']}: Address already in use." in err
    assert "Traceback" not in err


def test_replaces_its_worker_however_often_it_is_killed(environment: dict[str, str]) -> None:
    environment = {**environment, "PORT": str(free_port())}
    with serving(environment) as server:
        for _ in range(3):
            os.kill(_worker_of(server), signal.SIGKILL)
            wait_for_another_worker(server, environment)

        status = _status(environment)

    assert status == 401


def _worker_of(server: Server) -> int:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return max(
        int(child) for child in children if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    )


def wait_for_another_worker(server: Server, environment: dict[str, str]) -> None:
    """Wait until the killed worker has a successor that listens."""
    time.sleep(0.5)
    wait_until_it_answers(server, port=int(environment["PORT"]))
