"""Check that both databases can store a value, before a lock is taken."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from versioning.exceptions import InvalidValue
from versioning.models.limits import METADATA_LENGTH
from versioning.text.storable import unstorable_in

DEEPEST = 100


def check_text(text: str, *, field: str, longest: int | None = None) -> None:
    """Raise InvalidValue if the text has a character that cannot be stored, or more than `longest` characters."""
    if longest is not None and len(text) > longest:
        raise InvalidValue(f"{field} must have at most {longest} characters.", field=field)
    if fault := unstorable_in(text):
        raise InvalidValue(f"{field} must not contain {fault}.", field=field)


def check_object(value: Any, *, field: str) -> None:
    """Raise InvalidValue unless it is a JSON object (RFC 8259) of limited size and depth, whose texts can be stored."""
    if not isinstance(value, Mapping):
        raise InvalidValue(f"{field} must be an object.", field=field)
    # Level by level, not by recursion: the nesting is the caller's to choose.
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        for item in level:
            _check_scalar(item, field=field)
        level = [part for item in level for part in _parts(item)]
        if not level:
            break
    else:
        raise InvalidValue(f"{field} can be nested {DEEPEST} levels deep at most.", field=field)
    if len(json.dumps(value, ensure_ascii=False)) > METADATA_LENGTH:
        raise InvalidValue(f"{field} can have {METADATA_LENGTH:,} characters of JSON at most.", field=field)


def _check_scalar(item: Any, *, field: str) -> None:
    if isinstance(item, str):
        check_text(item, field=field)
    if isinstance(item, float) and not isfinite(item):
        raise InvalidValue(f"{field} must not contain {item}: JSON has no such number.", field=field)


def _parts(item: Any) -> list[Any]:
    if isinstance(item, Mapping):
        return [*item.keys(), *item.values()]
    return list(item) if isinstance(item, list | tuple) else []
