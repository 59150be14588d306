"""`manage.py worker`: run jobs, such as imports, until Ctrl-C or SIGTERM."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from versioning.management.pending_migrations import refuse_pending_migrations
from versioning.management.verb_command import VerbCommand
from versioning.models import Job
from versioning.services.files.find_store_fault import find_store_fault
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.jobs.run_worker import OUTAGE_PAUSE_SECONDS, run_worker
from versioning.services.maintenance.plan_upkeep import plan_upkeep

# Imports and exports take memory and a core, so a process runs one at a time.
LONG_JOBS = 1


class Command(VerbCommand):
    help = (
        "Run jobs until Ctrl-C or SIGTERM: imports, exports, webhooks, schedules and maintenance. Any number of "
        "workers may run, on any machine. `serve` runs one beside itself unless JOB_WORKER is off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run the jobs that are due now, then end")
        parser.add_argument("--parent", type=int, metavar="PID", help="also end when this parent process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            refuse_pending_migrations(self)
            self.stdout.write(f"Jobs run: {run_due_jobs():,}.")
            return
        stop = Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        # The server has done this for the worker beside it.
        if options["parent"] is None:
            self._prepare(stop)
        threads = {
            Job.Lane.QUICK: settings.JOB_THREADS,
            Job.Lane.LONG: LONG_JOBS,
            Job.Lane.CALLS: settings.WEBHOOK_THREADS,
        }
        run_worker(threads=threads, stop=stop, parent=options["parent"], now_and_then=_plan)

    def _prepare(self, stop: Event) -> None:
        """Wait until the database answers, and look at it and at the file store. Raises CommandError."""
        while not stop.is_set():
            try:
                refuse_pending_migrations(self)
                fault = find_store_fault()
            except OperationalError as error:
                self.stderr.write(f"The worker waits, because the database failed: {str(error).strip()}")
                stop.wait(OUTAGE_PAUSE_SECONDS)
                continue
            if fault:
                self.stderr.write(self.style.WARNING(f"Imports and exports will fail. {fault}"))
            return


def _plan() -> None:
    plan_upkeep(now=timezone.now())
