"""The client side: so many kept-alive connections at once, driven from a process of its own."""

import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.benchmarks.wire import Connection


@dataclass(frozen=True)
class Step:
    """One request. What only prepares the next one is not timed."""

    request: bytes
    timed: bool = True


Script = Sequence[Step]


@dataclass
class Timing:
    """Seconds that the timed steps took, client by client."""

    clients: list[list[float]] = field(default_factory=list)
    # Seconds that the server's workers computed, a request.
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second, of all clients together."""
        return sum(len(times) / sum(times) for times in self.clients if times)

    @property
    def times(self) -> list[float]:
        return [seconds for times in self.clients for seconds in times]


class Refused(Exception):
    """The server answered with an error where none was to be."""


class Driver:
    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def drive(self, *, port: int, scripts: Sequence[Script]) -> Timing:
        """Run the scripts side by side, one connection each. Raises Refused where an answer is an error."""
        return self._pool.submit(_drive, port, scripts).result()


@contextmanager
def driver() -> Iterator[Driver]:
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Driver(pool)


def _drive(port: int, scripts: Sequence[Script]) -> Timing:
    timing = Timing([[] for _ in scripts])
    connections = [Connection(port) for _ in scripts]
    failures: list[Exception] = []
    start = threading.Barrier(len(scripts))

    def client(connection: Connection, script: Script, times: list[float]) -> None:
        start.wait()
        try:
            _play(connection=connection, script=script, times=times)
        except Exception as error:  # noqa: BLE001  it is raised where all have ended
            failures.append(error)

    threads = [
        threading.Thread(target=client, args=parts) for parts in zip(connections, scripts, timing.clients, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for connection in connections:
        connection.close()
    if failures:
        raise failures[0]
    return timing


def _play(*, connection: Connection, script: Script, times: list[float]) -> None:
    for step in script:
        began = time.perf_counter()
        answer = connection.exchange(step.request)
        took = time.perf_counter() - began
        if answer.status >= 400:
            raise Refused(f"{step.request[:120]!r}: {answer.status} {answer.body[:300]!r}")
        if step.timed:
            times.append(took)
