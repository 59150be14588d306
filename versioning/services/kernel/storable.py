"""Check that both databases can store a value, before a lock is taken."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from versioning.exceptions import InvalidValue

DEEPEST = 100


def check_text(text: str, *, field: str, longest: int | None = None) -> None:
    """Raise InvalidValue if the text has more characters than `longest`, or one that a text column cannot hold."""
    if longest is not None and len(text) > longest:
        raise InvalidValue(f"{field} must have at most {longest} characters.", field=field)
    if "\0" in text:
        raise InvalidValue(f"{field} must not contain NUL characters.", field=field)
    # PostgreSQL refuses NUL, and neither driver encodes a lone surrogate.
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f"{field} must be text that UTF-8 can hold; it has a lone surrogate.", field=field) from None


def check_object(value: Any, *, field: str) -> None:
    """Raise InvalidValue unless it is a JSON object (RFC 8259) of 100 levels at most, whose texts can be stored."""
    if not isinstance(value, Mapping):
        raise InvalidValue(f"{field} must be an object.", field=field)
    # Level by level, not by recursion: the nesting is the caller's to choose.
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        for item in level:
            _check_scalar(item, field=field)
        level = [part for item in level for part in _parts(item)]
        if not level:
            return
    raise InvalidValue(f"{field} can be nested {DEEPEST} levels deep at most.", field=field)


def _check_scalar(item: Any, *, field: str) -> None:
    if isinstance(item, str):
        check_text(item, field=field)
    if isinstance(item, float) and not isfinite(item):
        raise InvalidValue(f"{field} must not contain {item}: JSON has no such number.", field=field)


def _parts(item: Any) -> list[Any]:
    if isinstance(item, Mapping):
        return [*item.keys(), *item.values()]
    return list(item) if isinstance(item, list | tuple) else []
