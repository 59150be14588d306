"""What a request says, checked by a serializer."""

from functools import cache
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer


def checked(kind: type[Serializer[Any]], said: Any) -> dict[str, Any]:
    """The checked members of a body or a query. Raises ValidationError, as `is_valid` does.

    One serializer of each kind serves all requests, as nothing of a request stays in it; making one anew copies its
    fields, which takes longer than checking. Only a refusal is told by one of its own.
    """
    if isinstance(said, dict) and not said:
        return dict(_of_nothing(kind, type(said)))
    return _run(kind, said)


def _run(kind: type[Serializer[Any]], said: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = _one_of(kind).run_validation(said)
    except ValidationError:
        kind(data=said).is_valid(raise_exception=True)
        raise
    return found


@cache
def _of_nothing(kind: type[Serializer[Any]], form: type[dict[str, Any]]) -> dict[str, Any]:
    """What holds where nothing is said, which most calls do. A query's defaults are not those of a body."""
    return _run(kind, form())


@cache
def _one_of(kind: type[Serializer[Any]]) -> Serializer[Any]:
    return kind()
