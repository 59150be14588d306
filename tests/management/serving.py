"""Run servers in processes of their own, with `manage.py`, as a deployment does."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from django.conf import settings

Server = subprocess.Popen[str]
PATIENCE = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment_in(folder: Path) -> dict[str, str]:
    """Return the environment of a deployment of its own, on SQLite, whatever database the tests use."""
    (folder / "static").mkdir()
    return {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "HOST": "", "PORT": str(free_port())}


def manage(environment: dict[str, str], *words: str) -> Server:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until_it_answers(server: Server, *, port: int) -> None:
    """Ask until it answers. The server holds the port a while before its workers take requests."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=10)) as asking:
            asking.request("GET", "/healthz")
            if asking.getresponse().status == 200:
                return
        assert server.poll() is None
        time.sleep(0.05)
    pytest.fail("The server does not answer.")


@contextmanager
def serving(environment: dict[str, str], *words: str) -> Iterator[Server]:
    server = manage(environment, "serve", *words)
    try:
        wait_until_it_answers(server, port=int(environment["PORT"]))
        yield server
    finally:
        # Do not kill it, or its worker would stay.
        server.terminate()
        server.communicate(timeout=PATIENCE)
