"""Run jobs in threads of this process until it is asked to stop."""

import logging
import os
import socket
from collections.abc import Callable, Mapping
from threading import Event, Thread
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from versioning.models import Job, JobWorker
from versioning.services.jobs._run_job import run_job
from versioning.services.kernel.delivery.job_queue import claim, due_lanes, put_back, renew
from versioning.services.kernel.delivery.jobs import WATCHERS, Watcher

# How soon a job begins after its commit, at most. A poll reads a few rows by indexes, and writes only if there is work.
POLL_SECONDS = 0.5
SECONDS_BETWEEN_CALLS = 60.0
OUTAGE_PAUSE_SECONDS = 2.0
# How long running jobs may take to end or to stop when the worker is asked to stop.
GRACE_SECONDS = 20.0
log = logging.getLogger(__name__)


def run_worker(
    *,
    threads: Mapping[Job.Lane, int],
    stop: Event,
    parent: int | None = None,
    now_and_then: Callable[[], object] = lambda: None,
) -> None:
    """Work until `stop` is set or the process `parent` is gone. Running jobs end, or are handed back.

    `now_and_then` is called at the start and every minute.
    """
    _Worker(threads, stop).run(parent, now_and_then)


class _Worker:
    """One thread for each job at a time, one that renews leases, and the caller's, which looks for work."""

    def __init__(self, threads: Mapping[Job.Lane, int], stop: Event) -> None:
        self.stop, self.bells = stop, {lane: Event() for lane in threads}
        self.held: dict[int, Job] = {}
        self.next_watch: dict[Watcher, float] = {}
        lanes = [lane for lane, count in threads.items() for _ in range(count)]
        self.workers = [
            Thread(target=self._work, args=(place, lane), name=f"{lane} {place}", daemon=True)
            for place, lane in enumerate(lanes)
        ]

    def run(self, parent: int | None, now_and_then: Callable[[], object]) -> None:
        row = self._register(parent)
        if row is None:
            return
        renewer = Thread(target=self._renew, args=(row,), name="renewer", daemon=True)
        for thread in (renewer, *self.workers):
            thread.start()
        called_at = float("-inf")
        while not self.stop.wait(POLL_SECONDS):
            self._stop_without(parent)
            if monotonic() - called_at >= SECONDS_BETWEEN_CALLS:
                called_at = monotonic()
                self._safely(now_and_then)
            self._watch()
            self._safely(self._look)
        self._hand_back()
        renewer.join()
        self._safely(lambda: self._end(row))
        connections.close_all()

    def _register(self, parent: int | None) -> JobWorker | None:
        """Return the row of this worker, or None if it is stopped before the database takes the row."""
        while not self.stop.is_set():
            # Truncated to what the column holds.
            row = self._safely(lambda: JobWorker.objects.create(host=socket.gethostname()[:255], pid=os.getpid()))
            if isinstance(row, JobWorker):
                return row
            self._stop_without(parent)
        return None

    def _stop_without(self, parent: int | None) -> None:
        if parent is not None and os.getppid() != parent:
            self.stop.set()

    def _watch(self) -> None:
        for watcher in WATCHERS:
            if monotonic() >= self.next_watch.get(watcher, 0.0):
                self.next_watch[watcher] = monotonic() + watcher.every
                self._safely(watcher.watch)

    def _look(self) -> None:
        for lane in due_lanes(now=timezone.now()):
            self.bells[Job.Lane(lane)].set()

    def _work(self, place: int, lane: Job.Lane) -> None:
        bell = self.bells[lane]
        while not self.stop.is_set():
            # A bell that rings between the claim and the clearing is rung again by the next look for work.
            if bell.wait(POLL_SECONDS) and not self._safely(lambda: self._next(place, lane)):
                bell.clear()
        connections.close_all()

    def _next(self, place: int, lane: Job.Lane) -> bool:
        """Run one job. Return whether there was one."""
        job = claim(lane=lane, now=timezone.now())
        if job is None:
            return False
        self.held[place] = job
        try:
            run_job(job, is_stopping=self.stop.is_set)
        finally:
            del self.held[place]
        return True

    def _renew(self, row: JobWorker) -> None:
        while True:
            self._safely(lambda: self._renew_once(row))
            if self.stop.wait(settings.JOB_LEASE_SECONDS / 3):
                break
        connections.close_all()

    def _end(self, row: JobWorker) -> None:
        now = timezone.now()
        JobWorker.objects.filter(pk=row.pk).update(seen_at=now, ended_at=now)

    def _renew_once(self, row: JobWorker) -> None:
        now = timezone.now()
        JobWorker.objects.filter(pk=row.pk).update(seen_at=now)
        if jobs := list(self.held.values()):
            renew(jobs, now=now)

    def _hand_back(self) -> None:
        """Wait for the running jobs. Those that do not stop in time are for other workers."""
        deadline = monotonic() + GRACE_SECONDS
        for thread in self.workers:
            thread.join(max(0.0, deadline - monotonic()))
        for job in list(self.held.values()):
            log.warning("%s did not stop in time and is handed back", job)
            self._safely(lambda job=job: put_back(job, due_at=timezone.now(), counts=False))  # type: ignore[misc]

    def _safely(self, call: Callable[[], object]) -> object:
        """Return what the call returns. If it fails, log that, wait a moment and return None: no thread ends by it."""
        close_old_connections()
        try:
            return call()
        except (DatabaseError, InterfaceError) as error:
            log.warning("The worker waits, because the database failed: %s", str(error).strip())
            for connection in connections.all(initialized_only=True):
                connection.close()
        except Exception:
            log.exception("The worker goes on after an error")
        self.stop.wait(OUTAGE_PAUSE_SECONDS)
        return None
