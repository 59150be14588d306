"""The order of a list, and the rows after a key in it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field, Q
from django.db.models.sql import Query


def names_in(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def fields_in(order: Sequence[str], *, query: Query) -> "list[Field[Any, Any]]":
    """Return the model's fields with these names, or the output fields of annotations."""
    return [_field_of(name, query=query) for name in names_in(order)]


def beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Return the condition for the rows after the key.

    It is (a, b) > (x, y) written out, with a >= x first, so that an index limits the scan.
    """
    direction = "lt" if order[0].startswith("-") else "gt"
    names, condition = names_in(order), Q()
    for place, (name, value) in enumerate(zip(names, key, strict=True)):
        same = dict(zip(names[:place], key[:place], strict=True))
        condition |= Q(**same, **{f"{name}__{direction}": value})
    return Q(**{f"{names[0]}__{direction}e": key[0]}) & condition


def _field_of(name: str, *, query: Query) -> Any:
    annotated = query.annotations.get(name)
    return query.get_meta().get_field(name) if annotated is None else annotated.output_field
