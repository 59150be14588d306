"""Keys of versions: `draft_` and a number that ascends with the version numbers of the document.

The number is the time of the version's creation in epoch milliseconds. If the document's last version has that key or
a later one, the number is one past the last key. That happens if a document is forked more than once a millisecond, if
the clock was set back, and if an imported commit is dated before the version that it follows.
"""

from collections.abc import Collection, Mapping
from functools import cache
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Max, OuterRef, Subquery
from django.db.models.functions import Cast, Substr

from versioning.models.document import Document
from versioning.models.sql.rows import Computed, insert_row, insert_unless_taken
from versioning.models.sql.values import to_column
from versioning.models.version import Version

PREFIX = "draft_"
_FIRST_DIGIT = len(PREFIX) + 1
_GREATEST = {"postgresql": "GREATEST", "sqlite": "MAX"}


def key_at(moment: int) -> str:
    """Return the key of a moment in epoch milliseconds."""
    return f"{PREFIX}{moment}"


def insert_with_next_key(version: Version, *, moment: int) -> None:
    """Insert the version with the key of `moment` (epoch milliseconds) or, if that is later, the next key.

    The caller holds the document's lock. The last key is read in the statement that inserts the row: it begins after
    the wait for the lock, so it sees what the previous holder of the lock wrote. Raises IntegrityError.
    """
    sql, document = _next_key(), to_column(Version._meta.get_field("document"))(version.document_id)
    if insert_unless_taken(version, unless=("document", "key"), computed=Computed("key", sql, (moment, document))):
        return
    # Keys of histories that were imported before keys ascended: an older version may have a later key than the last.
    version.key = key_at(_greatest(version.document_id) + 1)
    insert_row(version)


def last_keys(documents: Collection[UUID]) -> Mapping[UUID, int]:
    """Return the number in the key of each document's last version. A document without versions is left out."""
    versions = Version.objects.filter(document=OuterRef("pk")).order_by("-number")
    number = Subquery(versions.values(moment=_number())[:1])
    rows = Document.objects.filter(pk__in=documents).order_by().values_list("pk", number)
    return {document: moment for document, moment in rows if moment is not None}


def _number() -> Cast:
    return Cast(Substr("key", _FIRST_DIGIT), BigIntegerField())


def _greatest(document: UUID) -> int:
    found: int = Version.objects.filter(document=document).aggregate(greatest=Max(_number()))["greatest"]
    return found


@cache
def _next_key() -> str:
    """Return the expression for the key. It takes the moment and the document."""
    greatest = _GREATEST[connections[DEFAULT_DB_ALIAS].vendor]
    last = (
        f"SELECT CAST(SUBSTR(key, {_FIRST_DIGIT}) AS BIGINT) + 1 FROM versioning_version "  # noqa: S608  names of our own
        "WHERE document_id = %s ORDER BY number DESC LIMIT 1"
    )
    return f"'{PREFIX}' || {greatest}(CAST(%s AS BIGINT), COALESCE(({last}), 0))"
