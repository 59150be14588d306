"""Repack all texts, and check that nothing was damaged."""

from collections.abc import Callable

from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.repack import RepackSummary, repack
from versioning.services.maintenance.verify_database import verify_database

LONG = 40


def silent(done: int, total: int) -> None:
    """A report that nobody reads."""


def run(act: Callable[..., RepackSummary] = repack) -> RepackSummary:
    return act(actor=system_actor(), report=silent)


def expect_soundness() -> None:
    assert list(verify_database(actor=system_actor(), tell=lambda _: None)) == []
