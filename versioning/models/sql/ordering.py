"""The order of a list, and what lies beyond a key in it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field, Q
from django.db.models.sql import Query


def names_in(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def fields_in(order: Sequence[str], *, query: Query) -> "list[Field[Any, Any]]":
    """Those of the model, or of what its rows are annotated with."""
    return [_field_of(name, query=query) for name in names_in(order)]


def beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Rows after the key: (a, b) > (x, y) spelt out, with a >= x first, which lets an index bound the scan."""
    direction = "lt" if order[0].startswith("-") else "gt"
    names, found = names_in(order), Q()
    for place, (name, value) in enumerate(zip(names, key, strict=True)):
        same = dict(zip(names[:place], key[:place], strict=True))
        found |= Q(**same, **{f"{name}__{direction}": value})
    return Q(**{f"{names[0]}__{direction}e": key[0]}) & found


def _field_of(name: str, *, query: Query) -> Any:
    annotated = query.annotations.get(name)
    return query.get_meta().get_field(name) if annotated is None else annotated.output_field
