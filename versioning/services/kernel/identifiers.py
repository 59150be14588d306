"""Random identifiers and time-born keys, made unique by the database and tried again where they collide."""

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from django.db import models

from versioning import clock
from versioning.models import Version
from versioning.models.document import new_identifier
from versioning.models.sql.rows import insert_row, insert_unless_taken

Row = TypeVar("Row", bound=models.Model)
ATTEMPTS = 20


def insert_with_identifier(row: Row, *, wanted: Iterable[str] = ()) -> Row:
    """Insert the row with 8 hex digits that no row of its table has; the wanted ones are tried first."""
    fresh = (new_identifier() for _ in range(ATTEMPTS))
    return insert_with_first_free(row, "identifier", candidates=chain(wanted, fresh))


def insert_with_key(version: Version) -> Version:
    """Insert it with `draft_<epoch milliseconds>`, counted up where the document has a version of that key."""
    now = int(clock.now().timestamp() * 1000)
    candidates = (f"draft_{now + step}" for step in range(ATTEMPTS))
    return insert_with_first_free(version, "key", candidates=candidates, within=("document",))


def insert_with_first_free(row: Row, name: str, *, candidates: Iterable[str], within: tuple[str, ...] = ()) -> Row:
    """Insert the row with the first candidate that no other has, among those that have the same in `within`.

    Raises IntegrityError where all are taken, and for whatever else the database refuses.
    """
    for candidate in candidates:
        setattr(row, name, candidate)
        if insert_unless_taken(row, unless=(*within, name)):
            return row
    return insert_row(row)
