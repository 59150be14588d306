"""Many events to measure on: `python -m tests.benchmarks.inside.events COUNT` returns a token and cursors."""

import sys
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.cast import make_token
from versioning.models import Event, Project, Role, Token
from versioning.models.event_feed import Position, raise_positions
from versioning.services.access.system_actor import system_actor

NUMBERS = {
    "postgresql": "generate_series(1, %s) AS numbers(n)",
    "sqlite": "(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
    "SELECT n FROM numbers)",
}
CURSORS = 50
# Every tenth event is of the project that is followed, as on a server with several projects.
SHARE = 10


def seed_events(count: int) -> dict[str, Any]:
    """Insert so many events, two a transaction, and return cursors spread over them."""
    project = Project.objects.get(slug=PROJECT)
    user = system_actor().user
    other = Project.objects.create(slug="other", name="Other")
    _insert(count, project=project.pk, other=other.pk, actor=user.pk)
    raise_positions()
    raw = make_token(user, project=project, role=Role.VIEWER, kind=Token.Kind.PROJECT)[1]
    events = Event.objects.filter(project=project).order_by("pk")
    step = max(1, count // (CURSORS + 1))
    cursors = [str(Position(*events.filter(pk__gt=step * at).values_list("txid", "pk")[0])) for at in range(1, CURSORS)]
    return {"token": raw, "cursors": cursors}


def _insert(count: int, *, project: UUID, other: UUID, actor: UUID) -> None:
    key = "%s::uuid" if connection.vendor == "postgresql" else "%s"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO versioning_event (at, verb, actor_id, project_id, data, txid) "
            f"SELECT CURRENT_TIMESTAMP, 'draft.saved', {key}, CASE WHEN n %% {SHARE} = 0 THEN {key} ELSE {key} END, "
            f"'{{}}', {'n / 2' if connection.vendor == 'postgresql' else '0'} FROM {NUMBERS[connection.vendor]}",
            [actor, project, other, count],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    say(seed_events(int(sys.argv[1])))
