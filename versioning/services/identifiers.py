"""Random identifiers and time-born keys, made unique by the database and tried again where they collide."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from versioning.models.document import new_identifier
from versioning.services import clock

Row = TypeVar("Row", bound=models.Model)
ATTEMPTS = 20


def with_fresh_identifier(create: Callable[[str], Row]) -> Row:
    """`create(identifier)` with 8 hex digits that no row of its table has."""
    return _until_unique(create, candidates=(new_identifier() for _ in range(ATTEMPTS)), markers=("identifier",))


def with_fresh_key(create: Callable[[str], Row]) -> Row:
    """`create(key)` with `draft_<epoch milliseconds>`, counted up where the document has a version of that key."""
    now = int(clock.now().timestamp() * 1000)
    return _until_unique(
        create, candidates=(f"draft_{now + step}" for step in range(ATTEMPTS)), markers=("_and_key", ".key")
    )


def _until_unique(create: Callable[[str], Row], *, candidates: Iterable[str], markers: tuple[str, ...]) -> Row:
    collision: IntegrityError | None = None
    for candidate in candidates:
        try:
            with transaction.atomic():
                return create(candidate)
        except IntegrityError as error:
            # PostgreSQL names the constraint in the message, SQLite the column.
            if not any(marker in str(error).split("DETAIL")[0] for marker in markers):
                raise
            collision = error
    raise collision or AssertionError("no candidates")
