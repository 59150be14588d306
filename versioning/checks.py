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


@register
def limits_of_people_within_those_of_projects(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a limit for one person that no person can reach, because the limit of the project is lower."""
    return [
        Warning(
            f"QUOTA_PERSON_{kind} is {person:,}, but a whole project may have {project:,} only.",
            hint=f"Lower QUOTA_PERSON_{kind}, or raise QUOTA_PROJECT_{kind}. 0 is no limit.",
            id="stemma.W002",
        )
        for kind in ("BYTES", "VERSIONS", "DRAFTS")
        for person, project in [(getattr(settings, f"QUOTA_PERSON_{kind}"), getattr(settings, f"QUOTA_PROJECT_{kind}"))]
        if 0 < project < person
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


@register(deploy=True)
def file_store_of_several_machines(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn if the settings name several database servers, but files are in a folder that no other machine has."""
    is_large = "replica" in settings.DATABASES or "," in settings.DATABASES["default"].get("HOST", "")
    if not is_large or (settings.DATA_DIR.resolve() / "files").as_uri() != settings.FILES_STORAGE:
        return []
    return [
        Warning(
            "The files are in DATA_DIR. If there are several web machines, the others do not find them.",
            hint="Set FILES_STORAGE to a bucket, or to a folder that all machines share. See docs/scaling.md.",
            id="stemma.W003",
        )
    ]


def replaces_in_part(applied: Iterable[tuple[str, str]]) -> bool:
    """Return whether a squashed migration replaces some of the applied migrations, and others that are not applied."""
    squashed = (m for m in MigrationLoader(None).replacements.values() if m.app_label == "versioning")
    counts = ((len(set(m.replaces).intersection(applied)), len(m.replaces)) for m in squashed)
    return any(0 < done < total for done, total in counts)
