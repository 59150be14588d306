"""The change feed: events in the order in which their transactions can be handed out, without gaps.

Events get their ids before their transactions commit. So an event with a lower id can appear after one with a higher
id, behind a reader that follows the ids. The feed is ordered by (txid, id) instead and ends before the oldest
transaction that still runs: all that it hands out is complete, and whatever comes later comes after it. On SQLite,
transactions write one after the other, so the ids are in the order of the commits.

https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT
"""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from versioning.models.access.actor import Actor
from versioning.models.access.role import Role
from versioning.models.event import Event
from versioning.models.event_lists import COLUMNS, OF_ACCOUNTS, OF_MANAGERS
from versioning.models.project import Membership
from versioning.models.sql.statements import Statement
from versioning.models.sql.values import to_column

# Each of so many projects is read by its own index. Members of more projects see a good part of all events anyway.
MOST_ARMS = 100


class _Sql(NamedTuple):
    """The conditions of one engine. `finished` is for events whose transactions, and all before, have ended."""

    key: tuple[str, ...]
    after: str
    since: str
    until: str
    finished: str

    def select(self, condition: str, *, limit: str, descending: str = "") -> str:
        order = ", ".join(f"{name} {descending}".strip() for name in self.key)
        return f"SELECT txid, id FROM versioning_event WHERE {condition} ORDER BY {order} LIMIT {limit}"  # noqa: S608

    def values(self, position: "Position") -> list[int]:
        return [getattr(position, name) for name in self.key]


# SQLite does not take a lower bound of two columns from an index if one of them is the primary key.
_SQL = {
    "postgresql": _Sql(
        key=("txid", "id"),
        after="(txid, id) > (%s, %s)",
        since="(txid, id) >= (%s, %s)",
        until="(txid, id) <= (%s, %s)",
        finished="txid < stemma_feed_base() + pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
    ),
    "sqlite": _Sql(key=("id",), after="id > %s", since="id >= %s", until="id <= %s", finished="true"),
}
_RAISE = {
    "postgresql": (
        "CREATE OR REPLACE FUNCTION stemma_feed_base() RETURNS bigint LANGUAGE sql IMMUTABLE "
        "AS 'SELECT {floor}::bigint'",
    ),
    "sqlite": ("UPDATE sqlite_sequence SET seq = max(seq, {floor}) WHERE name = 'versioning_event'",),
}


class Position(NamedTuple):
    """The place of an event in the feed."""

    txid: int
    id: int

    @classmethod
    def parse(cls, cursor: str) -> "Position | None":
        """Return the position that `str` wrote, or None if the text is no such cursor."""
        parts = cursor.split("-")
        try:
            position = cls(*(int(part, 36) for part in parts))
        except (ValueError, TypeError):
            return None
        return position if str(position) == cursor and max(position) < 2**63 else None

    def __str__(self) -> str:
        return f"{_base36(self.txid)}-{_base36(self.id)}"


BEGINNING = Position(0, 0)


def read_head() -> Position:
    """Return the position of the last event that can be handed out now, or BEGINNING."""
    # From the primary: a replica would wake readers late.
    connection, sql = _primary()
    rows = Statement(sql.select(sql.finished, limit="1", descending="DESC")).rows((), connection=connection)
    return Position(*rows[0]) if rows else BEGINNING


def _primary() -> tuple[BaseDatabaseWrapper, _Sql]:
    connection = connections[DEFAULT_DB_ALIAS]
    return connection, _SQL[connection.vendor]


def raise_positions() -> None:
    """Let new events have positions beyond all that were handed out before the database was restored from a backup.

    Readers may know events that the backup lacks, and the numbers of transactions begin anew in another cluster. So the
    positions continue from the time: neither engine writes a million transactions a second for years.
    """
    floor = int(time.time()) << 20
    connection, _ = _primary()
    with connection.cursor() as cursor:
        for statement in _RAISE[connection.vendor]:
            cursor.execute(statement.format(floor=floor))


class _Arm(NamedTuple):
    """One part of what an actor may see: a condition in SQL with the values in it."""

    condition: str
    values: Sequence[Any] = ()


def positions_between(actor: Actor, *, after: Position, until: Position, limit: int) -> list[Position]:
    """Return the first positions of the events in this part of the feed that the actor may see.

    They are the events that `EventQuerySet.visible_to` selects.
    """
    return _positions(_arms_of(actor), after=after, until=until, limit=limit)


def positions_in(projects: Sequence[UUID], *, after: Position, until: Position, limit: int) -> list[Position]:
    """Return the first positions of all events of these projects in this part of the feed."""
    if len(projects) > MOST_ARMS:
        return _positions([_arm(Role.MANAGER, projects)], after=after, until=until, limit=limit)
    arms = [_arm(Role.MANAGER, [project]) for project in projects]
    return _positions(arms, after=after, until=until, limit=limit)


def positions_of(verbs: Sequence[str], *, after: Position, until: Position, limit: int) -> list[Position]:
    """Return the first positions of all events with these verbs in this part of the feed."""
    condition = f"verb IN ({', '.join(['%s'] * len(verbs))})"
    return _positions([_Arm(condition, verbs)], after=after, until=until, limit=limit)


def _positions(arms: Sequence[_Arm], *, after: Position, until: Position, limit: int) -> list[Position]:
    if not arms:
        return []
    connection, sql = _primary()
    # SQLite takes a limit in a part of a UNION only if the part is a subquery.
    parts = [
        f"SELECT * FROM ({sql.select(f'{arm.condition} AND {sql.after} AND {sql.until}', limit='%s')}) AS part"  # noqa: S608
        for arm in arms
    ]
    bounds = [*sql.values(after), *sql.values(until), limit]
    values = [value for arm in arms for value in (*arm.values, *bounds)]
    statement = Statement(f"{' UNION ALL '.join(parts)} ORDER BY txid, id LIMIT %s")
    return [Position(*row) for row in statement.rows([*values, limit], connection=connection)]


def neighbors_of(position: Position) -> list[tuple[Position, datetime]]:
    """Return the position and the time of the event at this position, if it exists, and of the next one, if any."""
    connection, sql = _primary()
    rows = Statement(sql.select(sql.since, limit="2")).rows(sql.values(position), connection=connection)
    events = Event.objects.using(DEFAULT_DB_ALIAS).filter(pk__in=[key for _, key in rows])
    return sorted((Position(*key), at) for *key, at in events.values_list("txid", "id", "at"))


def first_since(moment: datetime) -> Position:
    """Return a position before the first event of this moment or later. It takes a few reads by primary key."""
    events = Event.objects.using(DEFAULT_DB_ALIAS).order_by("pk")
    # Events are written in the order of their times, so that halving the range of keys finds it without an index.
    low, high = 0, events.values_list("pk", flat=True).last() or 0
    while low < high:
        middle = (low + high) // 2
        found = events.filter(pk__gt=middle).values_list("pk", "at")[0]
        low, high = (low, middle) if found[1] >= moment else (found[0], high)
    before = events.filter(pk__lte=low).values_list("txid", "pk").last()
    return Position(*before) if before else BEGINNING


def events_at(positions: Sequence[Position]) -> list[Event]:
    """Return the events at these positions, in the order of the feed, with what a change shows."""
    events = Event.objects.using(DEFAULT_DB_ALIAS).select_related("actor", "version")
    rows = events.filter(pk__in=[position.id for position in positions]).order_by("txid", "id")
    return list(rows.only("txid", *COLUMNS, "version__number"))


def _arms_of(actor: Actor) -> list[_Arm]:
    """Return what the actor may see, in parts that do not overlap. Roles are read anew."""
    if actor.sees_every_project:
        return [_Arm("true") if actor.manages_every_project else _without("true", (*OF_MANAGERS, *OF_ACCOUNTS))]
    roles = _roles_of(actor)
    if len(roles) <= MOST_ARMS:
        return [_arm(role, [project]) for project, role in roles.items()]
    managed = [project for project, role in roles.items() if role == Role.MANAGER]
    others = [project for project, role in roles.items() if role != Role.MANAGER]
    return [_arm(role, projects) for role, projects in ((Role.MANAGER, managed), (None, others)) if projects]


def _roles_of(actor: Actor) -> dict[UUID, int]:
    project = actor.token_project_id
    if project is not None:
        role = actor.role_in(project)
        return {} if role is None else {project: role}
    return dict(Membership.objects.filter(user=actor.user).values_list("project_id", "role"))


def _arm(role: int | None, projects: Sequence[UUID]) -> _Arm:
    column = to_column(Event._meta.get_field("project"))
    places = ", ".join(["%s"] * len(projects))
    condition = f"project_id IN ({places})"
    values = [column(project) for project in projects]
    if role == Role.MANAGER:
        return _Arm(condition, values)
    return _without(condition, OF_MANAGERS, values)


def _without(condition: str, verbs: Sequence[str], values: Sequence[Any] = ()) -> _Arm:
    return _Arm(f"{condition} AND verb NOT IN ({', '.join(['%s'] * len(verbs))})", (*values, *verbs))


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not number:
            return digits
