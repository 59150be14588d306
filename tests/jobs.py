"""Workers in tests, and handlers that exist in tests only."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from django.db import connections

from versioning.models import Job, Project
from versioning.services.jobs.run_worker import run_worker
from versioning.services.kernel.delivery.jobs import KINDS, Backoff, Ended, Handler, handler

PATIENCE = 30.0
THREADS = {Job.Lane.QUICK: 2, Job.Lane.LONG: 1}
AT_ONCE = Backoff(first=Backoff.first * 0, most=Backoff.most * 0)


@contextmanager
def handled(run: Handler, *, kind: str = "test", ended: Ended | None = None, **options: Any) -> Iterator[None]:
    """Register the handler for the block. Retries come at once."""
    options = {"backoff": AT_ONCE, **options}
    handler(kind, ended=ended, **options)(run)
    try:
        yield
    finally:
        del KINDS[kind]


@contextmanager
def working() -> Iterator[None]:
    """Run a worker in a thread for the block."""
    stop = Event()

    def work() -> None:
        try:
            run_worker(threads=THREADS, stop=stop)
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def make_job(project: Project, **values: Any) -> Job:
    """Insert a job that imports nothing."""
    payload = {"transfer": str(uuid4())}
    return Job.objects.create(kind="transfer", project=project, payload=payload, max_attempts=1, **values)


def states() -> list[str]:
    """Return the states of all jobs, oldest first."""
    return list(Job.objects.order_by("created_at", "pk").values_list("state", flat=True))
