"""Mark the events of an import, which may change thousands of documents at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

# The member of an event's data.
IMPORTED = "imported"
_is_importing: ContextVar[bool] = ContextVar("is_importing", default=False)


@contextmanager
def importing() -> Iterator[None]:
    """Mark the events of what this thread does inside the block, or inside a decorated function."""
    token = _is_importing.set(True)
    try:
        yield
    finally:
        _is_importing.reset(token)


def marked(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an event, with the mark if it belongs to an import."""
    return {**data, IMPORTED: True} if _is_importing.get() else data
