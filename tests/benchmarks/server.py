"""The production server, `manage.py serve`, as a process."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.databases import PROJECT, Database
from tests.benchmarks.wire import Answer, Connection, request

PRODUCT = "config.settings"
FLOOR = "tests.benchmarks.floor_settings"
# A busy machine may take its time.
START_SECONDS = 180
PAUSE_SECONDS = 0.05
# Finished in well under this, where anything is wrong with the start.
LAST_WORDS = 2_000


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def ask(self, sent: bytes) -> Answer:
        connection = Connection(self.port)
        try:
            return connection.exchange(sent)
        finally:
            connection.close()

    def resident(self) -> int:
        """Bytes in memory of the largest worker."""
        return max(int(worker.memory_info().rss) for worker in self._workers())

    def cpu_seconds(self) -> float:
        """Return what all workers have computed so far: on a busy machine it tells more than the clock does."""
        return sum(_cpu_seconds(worker) for worker in self._workers())

    def _workers(self) -> list[psutil.Process]:
        return psutil.Process(self.pid).children(recursive=True)


def _cpu_seconds(process: psutil.Process) -> float:
    """In nanoseconds where the kernel tells them, else in the hundredths of a second that it tells everywhere."""
    told = list(Path(f"/proc/{process.pid}/task").glob("*/schedstat"))
    if told:
        return sum(int(path.read_text().split()[0]) for path in told) / 1e9
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def serving(database: Database, *, settings: str = PRODUCT, workers: int, **variables: str) -> Iterator[Server]:
    """Yield the server on a free port, with these settings and variables of the environment, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"PORT": str(port), "WORKERS": str(workers), "DJANGO_SETTINGS_MODULE": settings, **variables}
    log = database.folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            env={**database.environment, **own},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server = Server(port=port, pid=process.pid)
        if not _answers(server, process):
            raise RuntimeError(f"The server did not start:\n{log.read_text()[-LAST_WORDS:]}")
        yield server
    finally:
        process.terminate()
        process.wait()


def make_token(database: Database) -> str:
    """Return a project token of the role manager."""
    return database.manage("create_token", "--project", PROJECT, "--role", "manager", "--name", "benchmark").strip()


def _answers(server: Server, process: "subprocess.Popen[bytes]") -> bool:
    ends = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        try:
            server.ask(request("GET", "/healthz"))
        except OSError:
            time.sleep(PAUSE_SECONDS)
        else:
            return True
    return False
