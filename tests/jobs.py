"""Handlers that exist in tests only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from versioning.models import Job
from versioning.services.kernel.jobs import KINDS, Backoff, Ended, Handler, handler

AT_ONCE = Backoff(first=Backoff.first * 0, most=Backoff.most * 0)


@contextmanager
def handled(run: Handler, *, kind: str = "test", ended: Ended | None = None, **options: Any) -> Iterator[None]:
    """Register the handler for the block. Retries come at once."""
    options = {"backoff": AT_ONCE, **options}
    handler(kind, ended=ended, **options)(run)
    try:
        yield
    finally:
        del KINDS[kind]


def states() -> list[str]:
    """Return the states of all jobs, oldest first."""
    return list(Job.objects.order_by("created_at", "pk").values_list("state", flat=True))
