"""`manage.py serve`: run the production server in the foreground."""

import os
import socket
import time
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from granian.constants import Interfaces
from granian.server.mp import MPServer

from versioning.management.first_run import setup_path
from versioning.models.access.user import has_accounts
from versioning.services.transfer.sweep_scratch import sweep_scratch

# Granian logs through the handlers of the root logger, like everything else.
LOG_CONFIG = {**settings.LOGGING, "loggers": {"_granian": {}}}

# Beyond THREADS, which may all be waiting for the database: these answer what needs none.
SPARE_THREADS = 2
RESPAWN_PAUSE_SECONDS = 1.0


class PatientServer(MPServer):
    """Granian's server, which replaces a worker that died however often that happens.

    Granian itself gives up if a worker dies twice within 5.5 seconds, and takes the healthy workers down with it.
    """

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        if delay == 0:
            # A worker that dies at every start must not take a whole core.
            time.sleep(RESPAWN_PAUSE_SECONDS)
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()


class Command(BaseCommand):
    help = "Serve Stemma on HOST and PORT with WORKERS processes of THREADS threads, until Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        # Before the executor, which cannot read a database that these checks refuse.
        self.check(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run `manage.py migrate` first.")
        _refuse_taken_port()
        sweep_scratch()
        is_new = not has_accounts()
        # The workers open connections of their own. This process needs none while it waits.
        connection.close()
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"Stemma is running at http://{host}:{settings.PORT}/ (press Ctrl-C to stop)")
        if is_new:
            self.stdout.write(
                f"There are no accounts yet. Set up the server at http://{host}:{settings.PORT}{setup_path()}"
            )
        self.stdout.flush()
        PatientServer(
            target=settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            blocking_threads=settings.THREADS + SPARE_THREADS,
            websockets=False,
            respawn_failed_workers=True,
            # In seconds: how long requests may take to end when the server stops.
            workers_kill_timeout=30,
            log_dictconfig=LOG_CONFIG,
        ).serve()


def _refuse_taken_port() -> None:
    """Raise CommandError if another server listens there.

    Granian shares its port with whoever else does. Requests would reach both servers in turn, and with two databases
    the texts would be scattered over both.
    """
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    try:
        socket.create_server((settings.HOST, settings.PORT), family=family).close()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise CommandError(
            f"The server cannot listen on {settings.HOST} port {settings.PORT}: {reason}. "
            "Stop what listens there, or choose another port with PORT."
        ) from error
