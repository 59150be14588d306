"""Which database is read from: the choice of one request, and what never comes from the replica."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

REPLICA = "replica"
# Who may come in is decided by the primary: a revoked token or an ended session must not live on in a replica.
CURRENT_APPS = frozenset({"oauth2_provider", "auth", "admin", "contenttypes", "django_cache"})
CURRENT_MODELS = frozenset({"user", "browsersession", "token", "membership", "application", "grant", "idempotencykey"})


@dataclass
class Attempt:
    """Reading one request from the replica. It has failed if the replica did not answer a single statement."""

    has_failed: bool = False


_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def reading_from_replica() -> Iterator[Attempt]:
    """Read from the replica until the block ends, in this thread."""
    attempt = Attempt()
    token = _attempt.set(attempt)
    try:
        yield attempt
    finally:
        _attempt.reset(token)


def note_failure() -> None:
    """Note that the replica failed the request of this thread."""
    attempt = _attempt.get()
    if attempt is not None:
        attempt.has_failed = True


def alias_to_read(model: type[Model]) -> str:
    """Return the alias of the database to read rows of this model from."""
    if _attempt.get() is None:
        return DEFAULT_DB_ALIAS
    meta = model._meta
    if meta.app_label in CURRENT_APPS or meta.model_name in CURRENT_MODELS:
        return DEFAULT_DB_ALIAS
    # What a transaction reads decides about what it writes.
    return DEFAULT_DB_ALIAS if connections[DEFAULT_DB_ALIAS].in_atomic_block else REPLICA


class ReplicaRouter:
    """Django's database router: reads as `alias_to_read` says, writes to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return alias_to_read(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Model, **hints: Any) -> bool:
        # Both aliases name the same rows.
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS
