"""System checks with ids of our own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from versioning.ops.files.store import file_store

PER_PROCESS_CACHES = ("LocMemCache", "DummyCache")
# The last commit with the migrations 0001_initial to 0019_lists_of_all_documents.
LAST_COMMIT_BEFORE_SQUASH = "69f9549"


@register
def one_cache_for_all_processes(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Rate limits are counted in Django's cache: with several processes, each would count for itself."""
    backend = settings.CACHES["default"]["BACKEND"].rsplit(".", 1)[-1]
    if settings.WORKERS == 1 or not any(settings.API_RATE_LIMIT) or backend not in PER_PROCESS_CACHES:
        return []
    return [
        Warning(
            f"WORKERS is {settings.WORKERS}, but the cache is not shared between processes: "
            "each would count its own rate limit.",
            hint="Set CACHE_URL to redis://… or db://cache_table (then run `manage.py createcachetable`).",
            id="stemma.W001",
        )
    ]


@register(Tags.database)
def no_migration_replaced_in_part(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a database on which only some of the migrations ran that a squashed one replaces.

    Neither the squashed migration nor the rest of those that it replaces can run on it.
    """
    return [
        Error(
            "The database was migrated in part by an early version of Stemma. This version cannot finish that.",
            hint=(
                f"Check out the commit {LAST_COMMIT_BEFORE_SQUASH}, run `manage.py migrate` there, return to this "
                "version, and run it again. No row is lost."
            ),
            obj=alias,
            id="stemma.E001",
        )
        for alias in databases or ()
        if replaces_in_part(MigrationRecorder(connections[alias]).applied_migrations())
    ]


@register(deploy=True)
def file_store_works(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Write to the file store and read from it, as an upload does."""
    fault = file_store().fault()
    if fault is None:
        return []
    return [
        Error(
            fault,
            hint="Check FILES_STORAGE and the rights of its account. Texts can be read and saved meanwhile.",
            id="stemma.E002",
        )
    ]


def replaces_in_part(applied: Iterable[tuple[str, str]]) -> bool:
    """Return whether a squashed migration replaces some of the applied migrations, and others that are not applied."""
    squashed = (m for m in MigrationLoader(None).replacements.values() if m.app_label == "versioning")
    counts = ((len(set(m.replaces).intersection(applied)), len(m.replaces)) for m in squashed)
    return any(0 < done < total for done, total in counts)
