"""Read one row by a unique value."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def get_or_none(rows: QuerySet[Row]) -> Row | None:
    """Return the row, or None if there is none.

    `rows` must match one row at most. `first()` would add an ORDER BY, which costs more than reading the row.
    """
    return next(iter(rows.order_by()[:1]), None)
