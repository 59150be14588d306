"""What both databases can keep: checked before any lock is taken, so that neither refuses it halfway."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from versioning.exceptions import InvalidValue

DEEPEST = 100


def check_text(text: str, *, field: str, longest: int | None = None) -> None:
    """Raise InvalidValue where it has a character that a text column cannot hold, or more of them than `longest`."""
    if longest is not None and len(text) > longest:
        raise InvalidValue(f"{field} must have at most {longest} characters.", field=field)
    if "\0" in text:
        raise InvalidValue(f"{field} must not contain NUL characters.", field=field)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f"{field} must be text that UTF-8 can hold; it has a lone surrogate.", field=field) from None


def check_object(value: Any, *, field: str) -> None:
    """Raise InvalidValue unless it is a JSON object (RFC 8259) of at most 100 levels whose texts can be stored."""
    if not isinstance(value, Mapping):
        raise InvalidValue(f"{field} must be an object.", field=field)
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        for item in level:
            _check_scalar(item, field=field)
        level = [part for item in level for part in _parts(item)]
        if not level:
            return
    raise InvalidValue(f"{field} must nest at most {DEEPEST} deep.", field=field)


def _check_scalar(item: Any, *, field: str) -> None:
    if isinstance(item, str):
        check_text(item, field=field)
    if isinstance(item, float) and not isfinite(item):
        raise InvalidValue(f"{field} must not contain {item}: JSON has no such number.", field=field)


def _parts(item: Any) -> list[Any]:
    if isinstance(item, Mapping):
        return [*item.keys(), *item.values()]
    return list(item) if isinstance(item, list | tuple) else []
