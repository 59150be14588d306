import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.conf import settings

Server = subprocess.Popen[str]
PATIENCE = 180


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(folder: Path) -> dict[str, str]:
    """A deployment of its own, on SQLite, whatever database the tests use."""
    (folder / "static").mkdir()
    return {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "HOST": "", "PORT": str(_free_port())}


def _manage(environment: dict[str, str], *words: str) -> Server:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_until_it_answers(server: Server, *, port: int) -> None:
    """It says that its worker started a moment before the worker listens, so that only a connection tells."""
    for _ in range(PATIENCE * 20):
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        assert server.poll() is None
        time.sleep(0.05)
    pytest.fail("The server does not listen.")


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[Server]:
    server = _manage(environment, "serve")
    try:
        _wait_until_it_answers(server, port=int(environment["PORT"]))
        yield server
    finally:
        # Not killed: that would leave its worker behind.
        server.terminate()
        server.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    environment = _environment(tmp_path_factory.mktemp("deployment"))
    assert _manage(environment, "migrate", "--verbosity", "0").communicate(timeout=PATIENCE) == ("", "")
    return environment


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    with _serving(environment) as server:
        yield server


def _status(environment: dict[str, str]) -> int:
    """What a request without a token is answered."""
    with pytest.raises(HTTPError) as answer:
        urlopen(f"http://127.0.0.1:{environment['PORT']}/api/v1/documents", timeout=PATIENCE)
    answer.value.close()
    return answer.value.status or 0


def test_refuses_to_start_before_the_migrations(tmp_path: Path) -> None:
    server = _manage(_environment(tmp_path), "serve")

    out, err = server.communicate(timeout=PATIENCE)

    assert (server.returncode, out) == (1, "")
    assert "Run `manage.py migrate` first." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_prints_its_address_answers_there_and_stops_when_told(
    environment: dict[str, str], stop: signal.Signals
) -> None:
    environment = {**environment, "PORT": str(_free_port())}
    with _serving(environment) as server:
        status = _status(environment)
        server.send_signal(stop)

        out, err = server.communicate(timeout=PATIENCE)

    assert status == 401
    assert out == f"Stemma is at http://127.0.0.1:{environment['PORT']}/ (Ctrl-C stops it)\n"
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
def test_goes_on_after_a_bad_request(server: Server, environment: dict[str, str], request_bytes: bytes) -> None:
    port = int(environment["PORT"])
    # It may hang up before it has read all of it.
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as bad, suppress(ConnectionError):
        bad.sendall(request_bytes)

    assert _status(environment) == 401
    assert server.poll() is None
