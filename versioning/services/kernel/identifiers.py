"""Insert rows with unique identifiers, which are tried again if they collide, and versions with unique keys."""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from django.db import models

from versioning import clock
from versioning.models import Version
from versioning.models.document import new_identifier
from versioning.models.sql.rows import insert_row, insert_unless_taken
from versioning.models.version_keys import insert_with_next_key

Row = TypeVar("Row", bound=models.Model)
ATTEMPTS = 20


def insert_with_identifier(row: Row, *, wanted: Iterable[str] = ()) -> Row:
    """Insert the row with 8 hex digits that no row of its table has. The wanted ones are tried first."""
    # Of 4 billion identifiers few are taken, so the first candidate is nearly always free.
    fresh = (new_identifier() for _ in range(ATTEMPTS))
    return insert_with_first_free(row, "identifier", candidates=chain(wanted, fresh))


def insert_with_key(version: Version) -> Version:
    """Insert the version with the key `draft_<epoch milliseconds>`: the later of now and one past the last key.

    The caller holds the document's lock. Raises IntegrityError.
    """
    insert_with_next_key(version, moment=int(clock.now().timestamp() * 1000))
    return version


def insert_with_first_free(row: Row, name: str, *, candidates: Iterable[str]) -> Row:
    """Insert the row with the first candidate that no other row has. Raises IntegrityError if all are taken."""
    for candidate in candidates:
        setattr(row, name, candidate)
        if insert_unless_taken(row, unless=(name,)):
            return row
    # All candidates are taken. This raises the database's own error.
    return insert_row(row)
