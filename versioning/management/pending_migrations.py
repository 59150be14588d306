"""Refuse to work on a database that is not as this release needs it."""

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor


def refuse_pending_migrations(command: BaseCommand) -> None:
    """Raise CommandError if `migrate` has something to do, or if it stopped in the midst of an old release."""
    # Before the executor, which cannot read a database that these checks refuse.
    command.check(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is not up to date. Run `manage.py migrate` first.")
