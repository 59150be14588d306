"""`manage.py serve` as a process that can be killed, with its workers, and started again on the same port."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from tests.benchmarks.databases import Database
from tests.benchmarks.wire import Connection, request

PATIENCE_SECONDS = 60
# In the command line of the process that runs jobs.
JOB_WORKER = "manage.py worker"
# So that the jobs of a killed worker are taken up soon, and webhooks reach this machine.
SETTINGS = {
    "DATABASE_TIMEOUT": "3",
    "JOB_LEASE_SECONDS": "2",
    "WEBHOOK_ALLOW_PRIVATE": "127.0.0.1",
    "API_RATE_LIMIT": "0",
}


class KillableServer:
    """`manage.py serve` with two workers, and the ways to kill it. `settings` are variables of the environment."""

    def __init__(self, database: Database, *, workers: int = 2, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = database.folder / "server.log"
        own = {"PORT": str(self.port), "WORKERS": str(workers)}
        self.environment = {**database.environment, **SETTINGS, **own, **settings}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            try:
                connection = Connection(self.port)
                connection.exchange(request("GET", "/healthz"))
                connection.close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"The server did not answer:\n{self._end_of_log()}")

    def kill_worker(self) -> None:
        """Kill one worker. The server replaces it."""
        self._kill_one(_answers)

    def kill_job_worker(self) -> None:
        """Kill the process that runs jobs. The server replaces it."""
        self.signal_job_worker(signal.SIGKILL)

    def signal_job_worker(self, signal_number: int) -> None:
        self._kill_one(lambda command: JOB_WORKER in command, signal_number)

    def web_worker(self) -> psutil.Process:
        """Return one of the processes that answer requests."""
        children = psutil.Process(self._running().pid).children()
        return next(child for child in children if _answers(" ".join(child.cmdline())))

    def _kill_one(self, is_wanted: Callable[[str], bool], signal_number: int = signal.SIGKILL) -> None:
        """Wait until there is such a process, which may just be replaced, so that every kill that is counted kills."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            # Not of /proc/PID/task/PID/children, which leaves out what other threads started.
            children = psutil.Process(self._running().pid).children()
            with suppress(psutil.NoSuchProcess):
                chosen = [child for child in children if is_wanted(" ".join(child.cmdline()))]
                if chosen:
                    random.choice(chosen).send_signal(signal_number)
                    return
            time.sleep(0.05)
        raise RuntimeError(f"There was no process to kill:\n{self._end_of_log()}")

    def kill(self) -> None:
        """Kill the server with all its workers, and start it again."""
        self.end()
        self.start()

    def kill_supervisor(self) -> None:
        """Kill only the process that starts the others, and start the server again. The workers end by themselves."""
        killed = self._running()
        killed.kill()
        killed.wait()
        self.start()

    def end(self) -> None:
        """Kill the server with all its workers, if it runs."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _end_of_log(self) -> str:
        return self.log.read_text()[-2000:]

    def _running(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            raise RuntimeError("The server was not started.")
        return self.process


def _answers(command: str) -> bool:
    return "tracker" not in command and JOB_WORKER not in command
