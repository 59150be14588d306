"""Validate the body or the query of a request with a serializer."""

from functools import cache
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer


def validated(kind: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return the validated members of a body or a query. Raises ValidationError, as `is_valid` does.

    All requests share one serializer of each kind, because validation leaves nothing in it. A new serializer copies its
    fields, which takes longer than the validation. Only a refusal makes one, to collect its messages.
    """
    if isinstance(data, dict) and not data:
        return dict(_defaults(kind, type(data)))
    return _run(kind, data)


def _run(kind: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    # `run_validation` leaves no state in the serializer. `is_valid` would.
    try:
        values: dict[str, Any] = _shared(kind).run_validation(data)
    except ValidationError:
        kind(data=data).is_valid(raise_exception=True)
        raise
    return values


@cache
def _defaults(kind: type[Serializer[Any]], form: type[dict[str, Any]]) -> dict[str, Any]:
    """Return the members of an empty body or query, which most requests have.

    The type of the data is part of the key: REST framework gives an empty query other defaults than an empty body.
    """
    return _run(kind, form())


@cache
def _shared(kind: type[Serializer[Any]]) -> Serializer[Any]:
    return kind()
