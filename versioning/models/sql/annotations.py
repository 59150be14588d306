"""Read a value that a query added to a row."""

from typing import Any

from django.db.models import Model


def annotation(row: Model, name: str) -> Any:
    """Return the value that the query added under this name. Raises KeyError if the query did not add it.

    There is no default on purpose. In a permission or in a read-only check, a default would allow what must be refused.
    """
    return row.__dict__[name]
