"""What time it is for what services write: now, save where a history is written that happened before."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment that every row of a verb is dated with."""
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block, and in this thread alone, verbs are dated with `moment`. Call them in the order of time."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
