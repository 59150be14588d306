"""Run costly functions of text in processes of their own, with a deadline, so that nobody else waits for them.

A function that computes for seconds holds Python's lock, and all threads of the server stand still. A few processes
with a low priority do such work instead. Each call has a deadline, each person a share, and only some of the server's
threads may wait for the pool at once.
"""

import pickle
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from versioning.ops.load import pool_worker
from versioning.ops.metrics.instruments import TEXT_REFUSALS, add_gauge
from versioning.text.render.refusals import TooCostly

Given = ParamSpec("Given")
Result = TypeVar("Result")


MOMENT_SECONDS = 0.1
BUSY = "The server is busy with other long texts. Try again in a few seconds."


class PoolBusy(Exception):
    """Too many calls are running, of this person or of all. Trying again in a few seconds may succeed."""


class ProcessGone(Exception):
    """The process ended in the middle of its work, as it does if it has no more memory."""


class Worker:
    """One process. It is used by one thread at a time, and thrown away after a missed deadline."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  this Python, with a module of ours
                [sys.executable, "-m", pool_worker.__name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                # From wherever the server was started: the module is found from here.
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
            )
        self.connection = Connection(ours.detach())

    def call(self, task: bytes, *, seconds: float) -> Any:
        """Return the result. Raises what the function raised, TooCostly, ProcessGone."""
        try:
            self.connection.send((task, seconds))
            if not self.connection.poll(seconds):
                raise TooCostly("This text takes too long to process. Split it into smaller documents.")
            answer = self.connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise ProcessGone from error
        succeeded, result = pickle.loads(answer)  # noqa: S301  from a process of our own
        if not succeeded:
            raise result
        return result

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()


class Pool:
    """At most `processes` processes, which are started when they are needed first.

    `callers` is how many threads may be in `run` at once, and `share` how many of them for one person.
    """

    def __init__(self, *, processes: int, callers: int, share: int, seconds: float) -> None:
        self.callers, self.share, self.seconds = callers, share, seconds
        self._idle: list[Worker] = []
        self._free = processes
        self._inside: Counter[str] = Counter()
        self._threads = 0
        self._changed = threading.Condition()
        add_gauge(
            "stemma_text_calls",
            "Calls with long texts: running in the pool, or waiting for it.",
            label="state",
            read=lambda: self._calls(processes),
        )

    def _calls(self, processes: int) -> dict[str, float]:
        running = processes - self._free
        return {"running": running, "waiting": max(0, self._threads - running)}

    def run(self, function: Callable[Given, Result], *given: Given.args, owner: str, **options: Given.kwargs) -> Result:  # type: ignore[valid-type]
        """Call a function of versioning.text in the pool, for the person `owner`.

        Arguments and result are copied, so they must be plain values. Raises what the function raises, PoolBusy (wait
        and try again) and TooCostly (do not try again).
        """
        ends = time.monotonic() + self.seconds
        task = pickle.dumps((function.__module__, function.__qualname__, given, options))
        try:
            with self._place_for(owner, until=ends), self._worker(until=ends) as worker:
                result: Result = worker.call(task, seconds=max(0.0, ends - time.monotonic()))
        except (PoolBusy, TooCostly) as refusal:
            TEXT_REFUSALS.labels("busy" if isinstance(refusal, PoolBusy) else "costly").inc()
            raise
        return result

    @contextmanager
    def _place_for(self, owner: str, *, until: float) -> Iterator[None]:
        """Wait for one's own share, as one of the threads that may wait at all."""
        with self._changed:
            # A moment is enough if the others are quick, and takes no thread away for long if they are not.
            if not self._changed.wait_for(lambda: self._threads < self.callers, timeout=MOMENT_SECONDS):
                raise PoolBusy(BUSY)
            self._threads += 1
            try:
                seconds = max(0.0, until - time.monotonic())
                if not self._changed.wait_for(lambda: self._inside[owner] < self.share, timeout=seconds):
                    raise PoolBusy(BUSY)
            except PoolBusy:
                self._threads -= 1
                raise
            self._inside[owner] += 1
        try:
            yield
        finally:
            with self._changed:
                self._threads -= 1
                self._inside[owner] -= 1
                # Without this, every person who ever came would stay in memory.
                self._inside += Counter()
                self._changed.notify_all()

    @contextmanager
    def _worker(self, *, until: float) -> Iterator[Worker]:
        worker = self._take(until=until)
        is_usable = True
        try:
            yield worker
        except TooCostly:
            is_usable = False
            raise
        except ProcessGone as error:
            is_usable = False
            raise TooCostly("This text takes too much memory to process. Split it into smaller documents.") from error
        finally:
            if not is_usable:
                worker.end()
            with self._changed:
                if is_usable:
                    self._idle.append(worker)
                self._free += 1
                self._changed.notify_all()

    def _take(self, *, until: float) -> Worker:
        with self._changed:
            if not self._changed.wait_for(lambda: self._free > 0, timeout=max(0.0, until - time.monotonic())):
                raise PoolBusy(BUSY)
            self._free -= 1
            idle = self._idle.pop() if self._idle else None
        if idle is not None and idle.process.poll() is None:
            return idle
        try:
            return Worker()
        except OSError:
            with self._changed:
                self._free += 1
                self._changed.notify_all()
            raise

    def end(self) -> None:
        """Stop the processes that wait for work."""
        with self._changed:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.end()
