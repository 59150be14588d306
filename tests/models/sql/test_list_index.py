"""A quiet project's lists read their own rows, however many newer ones another project has."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from tests.models.raw import execute
from versioning.models import Document, DocumentLink, Event, File
from versioning.models.delivery.delivery import Delivery
from versioning.models.sql.list_index import ListIndex, of_parts, ordered

LIST_INDEXES = [index for model in apps.get_models() for index in model._meta.indexes if isinstance(index, ListIndex)]
QUIET, BUSY = uuid4(), uuid4()
# Of each. Enough for a planner to prefer an index.
ROWS = 3000
# A value of each type, from a number.
VALUES = {
    "uuid": "('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid",
    "timestamp with time zone": "now() + number * interval '1 second'",
    "character varying": "number::text",
    "text": "number::text",
    "jsonb": "'{}'::jsonb",
    "bytea": "int8send(number)",
    "boolean": "false",
    "integer": "number",
    "bigint": "number",
    "smallint": "1",
}

Rows = Callable[[UUID], QuerySet[Any]]
NEWEST = ("-id",)


def _documents(project: UUID) -> QuerySet[Any]:
    return Document.objects.filter(project=project, trashed_at=None)


def _files(project: UUID) -> Any:
    return File.objects.filter(project=project).present()


# The column that says which part is listed, the rows, and their order.
LISTS: dict[str, tuple[str, Rows, tuple[str, ...]]] = {
    "documents, changed last": ("project_id", _documents, ("-updated_at", "-id")),
    "documents, created last": ("project_id", _documents, ("-created_at", "-id")),
    "documents by title": ("project_id", _documents, ("title", "id")),
    "events": ("project_id", lambda of: Event.objects.filter(project=of), NEWEST),
    "events of a document": ("document_id", lambda of: Event.objects.filter(document=of), NEWEST),
    "files": ("project_id", _files, NEWEST),
    "files of a type": ("project_id", lambda of: _files(of).of_media_type("text/plain"), NEWEST),
    "files of a kind": ("project_id", lambda of: _files(of).of_media_type("text/*"), NEWEST),
    "files of a folder": ("folder_id", lambda of: File.objects.filter(folder=of), NEWEST),
    "deliveries": ("webhook_id", lambda of: Delivery.objects.filter(webhook=of), NEWEST),
    "links": ("project_id", lambda of: DocumentLink.objects.filter(project=of), NEWEST),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_a_page_reads_no_row_of_others_and_sorts_none(name: str) -> None:
    column, rows_of, order = LISTS[name]
    if connection.vendor == "postgresql":
        _fill(rows_of(QUIET).model, column)

    plan = ordered(rows_of(QUIET), order)[:26].explain(**_measured())

    assert _wasted(plan) == []


@pytest.mark.django_db
def test_a_list_over_a_few_projects_reads_a_page_of_each() -> None:
    if connection.vendor == "postgresql":
        _fill(Event, "project_id")
    parts = [Event.objects.filter(project=each) for each in (QUIET, uuid4())]

    plan = of_parts(Event.objects.all(), parts, NEWEST, size=26).explain(**_measured())

    assert [place for place in _wasted(plan) if "Index" in place or "SCAN versioning" in place] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_everything_is_ordered_plainly(name: str) -> None:
    _, rows_of, order = LISTS[name]

    rows = ordered(rows_of(QUIET).model.objects.all(), order)

    assert rows.query.order_by == order


@pytest.mark.django_db
def test_neither_a_choice_nor_an_exclusion_is_one_part() -> None:
    either = Event.objects.filter(project__in=[QUIET, BUSY]), Event.objects.exclude(project=QUIET)

    orders = [ordered(rows, NEWEST).query.order_by for rows in either]

    assert orders == [NEWEST, NEWEST]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no indexes with an order of NULLs")
@pytest.mark.parametrize("index", LIST_INDEXES, ids=lambda index: index.name)
def test_an_index_of_a_list_has_an_order_that_no_other_index_has(index: ListIndex) -> None:
    [(definition,)] = _asked("SELECT pg_get_indexdef(%s::regclass)", index.name)

    assert "NULLS" in definition


def _asked(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _fill(model: type[Model], column: str) -> None:
    """Write rows of the quiet part, then those of the busy one. They need only look like rows to a planner."""
    table = model._meta.db_table
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
    for (check,) in _asked(checks, table):
        execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    execute("SET LOCAL session_replication_role = replica")
    of_table = "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = %s"
    columns = {name: VALUES[kind] for name, kind, nullable in _asked(of_table, table) if nullable == "NO"}
    if "media_type" in columns:
        columns["media_type"] = "'text/plain'"
    for start, part in enumerate((QUIET, BUSY)):
        values = columns | {column: f"'{part}'"}
        names = ", ".join(f'"{name}"' for name in values)
        numbers = f"generate_series({start * ROWS + 1}, {(start + 1) * ROWS}) number"
        execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM {numbers}")  # noqa: S608
    execute(f"ANALYZE {table}")
    # Of so few rows, PostgreSQL sometimes prefers to read and sort all.
    execute("SET LOCAL enable_bitmapscan = off")


def _measured() -> dict[str, Any]:
    return {"format": "json", "analyze": True} if connection.vendor == "postgresql" else {}


def _wasted(plan: str) -> list[str]:
    """Return what the plan sorts, and where it reads rows that are of no use."""
    if connection.vendor != "postgresql":
        return [line for line in plan.splitlines() if "SCAN" in line or "TEMP B-TREE" in line]
    return [
        f"{node['Node Type']} {node.get('Index Name')}"
        for node in _nodes(json.loads(plan)[0]["Plan"])
        if node["Node Type"] == "Sort" or node.get("Rows Removed by Filter", 0) > 0
    ]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)
