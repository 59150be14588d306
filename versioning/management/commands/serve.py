"""`manage.py serve`: run the production server in the foreground."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from granian.constants import Interfaces
from granian.server import Server

from versioning.management.first_run import setup_path
from versioning.models.access.user import has_accounts

# Granian logs through the handlers of the root logger, like everything else.
LOG_CONFIG = {**settings.LOGGING, "loggers": {"_granian": {}}}


class Command(BaseCommand):
    help = "Serve Stemma on HOST and PORT with WORKERS processes of THREADS threads, until Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run `manage.py migrate` first.")
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
        Server(
            target=settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            blocking_threads=settings.THREADS,
            websockets=False,
            respawn_failed_workers=True,
            # In seconds: how long requests may take to end when the server stops.
            workers_kill_timeout=30,
            log_dictconfig=LOG_CONFIG,
        ).serve()
