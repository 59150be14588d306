"""Timestamp for writes: now, unless an imported history is being replayed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the timestamp for the rows that a verb writes."""
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Date what this thread writes inside the block with `moment`. Call verbs in the order of their moments."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
