"""`manage.py serve`: the production server, in the foreground."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from granian.constants import Interfaces
from granian.server import Server

from versioning.management.first_run import setup_path
from versioning.models.access.user import has_accounts

# Granian's own lines take the way of all others, to the root logger's handlers.
LOG_CONFIG = {**settings.LOGGING, "loggers": {"_granian": {}}}


class Command(BaseCommand):
    help = "Serve Stemma on HOST and PORT with WORKERS processes of THREADS threads, until Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        # Before the executor, which cannot read a database that these checks refuse.
        self.check(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run `manage.py migrate` first.")
        is_new = not has_accounts()
        connection.close()
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"Stemma is at http://{host}:{settings.PORT}/ (Ctrl-C stops it)")
        if is_new:
            self.stdout.write(f"Nobody has an account yet. Set it up at http://{host}:{settings.PORT}{setup_path()}")
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
            workers_kill_timeout=30,
            log_dictconfig=LOG_CONFIG,
        ).serve()
