"""The worker process that `serve` runs beside itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.conf import settings

RESPAWN_PAUSE_SECONDS = 1.0
# Longer than a worker gives its jobs to stop.
KILL_SECONDS = 30.0
# Below the server's own processes, which somebody waits for. Not far below: it may hold locks that they wait for.
NICENESS = 5


class Companion:
    """Keeps one `manage.py worker` running. One that ended or died is replaced after a moment."""

    def __init__(self) -> None:
        self._stop = Event()
        self._process = self._start()
        self._watcher = Thread(target=self._watch, name="companion", daemon=True)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._watcher.start()
        try:
            yield
        finally:
            self._stop.set()
            self._process.terminate()
            self._watcher.join(KILL_SECONDS)
            self._process.kill()

    def replace(self) -> None:
        """Let the worker end what it does. The one that follows runs the code that is on the disk by then."""
        self._process.terminate()

    def _watch(self) -> None:
        while True:
            self._process.wait()
            if self._stop.wait(RESPAWN_PAUSE_SECONDS):
                break
            self._process = self._start()
            # It may have been asked to stop in between.
            if self._stop.is_set():
                self._process.terminate()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--parent", str(os.getpid())]
        process = subprocess.Popen(command)  # noqa: S603  all words are our own
        # A sandbox may refuse it.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        return process
