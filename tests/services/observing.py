"""What a verb left behind: the events it wrote, and everything that the database holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import zstandard
from django.apps import apps
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from versioning.models import Draft, Event, Usage
from versioning.models.quotas.usage import KINDS
from versioning.services.drafts.fields_at_revision import fields_at_revision


@contextmanager
def recorded() -> Iterator[list[Event]]:
    """Yield a list that has, after the block, the events that were written in it, the oldest first."""
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    events: list[Event] = []
    yield events
    events += Event.objects.filter(id__gt=newest).order_by("id")


def text_at(draft: Draft, *, revision: int) -> str | None:
    """Return the text that a draft, loaded with its text, had at a revision, or None if it is not kept."""
    fields = fields_at_revision(draft=draft, revision=revision)
    return None if fields is None else fields["body"]


def everything_stored() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of the app, by the table's name. The search index follows from them.

    Values are as the database driver returns them. Of usage, which is a sum of rows, it has the sums.
    """
    rows = {table: _rows(statement) for table, statement in _statements().items()}
    sums: Any = Usage.objects.order_by("project", "user").values("project", "user")
    sums = sums.annotate(**{f"sum_of_{kind}": Sum(kind) for kind in KINDS})
    return {**rows, Usage._meta.db_table: [row for row in sums if any(row[f"sum_of_{kind}"] for kind in KINDS)]}


@cache
def _statements() -> dict[str, str]:
    # The ORM takes longer to build so many queries than the database takes to run them.
    return {
        model._meta.db_table: str(model._default_manager.order_by("pk").values().query)
        for model in apps.get_app_config("versioning").get_models()
        # An index for searching follows the rows that it is made of, and is no row itself.
        if model._meta.managed
    }


def _rows(statement: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def read_in_transactions() -> Iterator[list[str]]:
    """Yield a list that has, after the block, the statements that read texts in one of its transactions.

    It sees transactions as savepoints, as they are in a test that is one transaction itself.
    """
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    depth = 0
    for sql in (query["sql"].lstrip() for query in captured):
        depth += sql.startswith("SAVEPOINT")
        depth -= sql.startswith("RELEASE SAVEPOINT")
        if depth and sql.startswith(("SELECT", "WITH")) and "encoded" in sql:
            found.append(sql)


@contextmanager
def compressed() -> Iterator[list[int]]:
    """Yield a list. Each text that is compressed in the block adds the number of nested transactions then open."""
    make, depth, found = zstandard.ZstdCompressor, len(connection.savepoint_ids), list[int]()

    def watched(*values: Any, **options: Any) -> Any:
        found.append(len(connection.savepoint_ids) - depth)
        return make(*values, **options)

    with patch.object(zstandard, "ZstdCompressor", watched):
        yield found
