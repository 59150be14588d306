"""Reading one row by what is unique about it."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def get_or_none(rows: QuerySet[Row]) -> Row | None:
    """The one row that there can be. `first()` would build an order to sort it by, which costs more than reading it."""
    return next(iter(rows.order_by()[:1]), None)
