"""`/healthz` and `/readyz`: for whoever watches the server, before anything else looks at the request.

`/healthz` says that the process answers. `/readyz` says whether it can do its work: its database answers and has every
migration. Both are free of redirects, host checks and sessions, because probes ask by address.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

logger = logging.getLogger(__name__)
_is_migrated = False

Handler = Callable[[HttpRequest], HttpResponseBase]


class HealthMiddleware:
    """Answer the probes. It comes first, so that they work whatever state the rest is in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
        if request.path_info == "/readyz":
            return _ready()
        return self.get_response(request)


_notes: dict[str, Callable[[], str]] = {}


def add_note(name: str, read: Callable[[], str]) -> None:
    """Add a sentence to `/readyz` that does not decide whether this process is ready. It may ask the database."""
    _notes[name] = read


def _ready() -> JsonResponse:
    """Return 200 if every check passes, 503 otherwise, with a sentence for each check."""
    try:
        checks = _checks()
        ready = all(state == "ok" for state in checks.values())
        notes = _read_notes() if ready else {}
    finally:
        connection.close_if_unusable_or_obsolete()
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": checks, "notes": notes},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def _checks() -> dict[str, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = _missing_migrations()
    except DatabaseError as error:
        # The driver names hosts and users, which are nobody else's business.
        logger.error("The database does not answer: %s", str(error).strip())
        return {"database": "does not answer"}
    return {"database": "ok", "migrations": f"{missing} are missing. Run `manage.py migrate`." if missing else "ok"}


def _read_notes() -> dict[str, str]:
    try:
        return {name: read() for name, read in _notes.items()}
    except DatabaseError as error:
        logger.error("The database does not answer: %s", str(error).strip())
        return {}


def _missing_migrations() -> int:
    """Return how many are missing. Once there are none, the code of this process will never want more."""
    global _is_migrated  # noqa: PLW0603  found out once for the process
    if _is_migrated:
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _is_migrated = missing == 0
    return missing
