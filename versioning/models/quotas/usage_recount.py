"""Count usage from the rows that it counts, and compare the result with what the triggers counted."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from versioning.models.quotas.usage import Amounts
from versioning.models.sql.values import uuid_of

_COLUMNS = "(project_id, user_id, bytes, versions, drafts)"
_SIZES = {
    "sqlite": (
        "length(blob.encoded)",
        "length(CAST(version.description AS BLOB)) + length(CAST(version.fields AS BLOB))",
    ),
    "postgresql": (
        "octet_length(blob.encoded)",
        "octet_length(version.description) + octet_length(version.fields::text)",
    ),
}
# One statement, so that it sees the rows and their counts at one moment, whatever is written meanwhile.
_DIFFERENCES = """
WITH counted (project_id, user_id, bytes, versions, drafts) AS (
    SELECT document.project_id, blob.stored_by_id, {blob_bytes}, 0, 0
    FROM versioning_blob AS blob JOIN versioning_document AS document ON document.id = blob.document_id
    UNION ALL
    SELECT document.project_id, version.created_by_id, {version_bytes},
        CASE WHEN version.trashed_at IS NULL AND document.trashed_at IS NULL THEN 1 ELSE 0 END,
        CASE WHEN version.trashed_at IS NULL AND document.trashed_at IS NULL AND version.status = 'draft'
            THEN 1 ELSE 0 END
    FROM versioning_version AS version JOIN versioning_document AS document ON document.id = version.document_id
),
difference (project_id, user_id, bytes, versions, drafts) AS (
    SELECT project_id, user_id, bytes, versions, drafts FROM counted WHERE user_id IS NOT NULL
    UNION ALL
    SELECT project_id, NULL, bytes, versions, drafts FROM counted
    UNION ALL
    SELECT project_id, user_id, -bytes, -versions, -drafts FROM versioning_usage
)
SELECT project_id, user_id, SUM(bytes), SUM(versions), SUM(drafts) FROM difference
WHERE project_id IN (SELECT id FROM versioning_project)
GROUP BY project_id, user_id HAVING SUM(bytes) <> 0 OR SUM(versions) <> 0 OR SUM(drafts) <> 0
"""


class Miscount(NamedTuple):
    """What the usage of a person, or of a whole project (`user_id` is None), lacks."""

    project_id: UUID
    user_id: UUID | None
    lacking: Amounts


def find_miscounts(connection: BaseDatabaseWrapper) -> Iterator[Miscount]:
    """Yield each usage that differs from the rows. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection))
        for project, user, *amounts in cursor.fetchall():
            yield Miscount(uuid_of(project), user and uuid_of(user), Amounts(*map(int, amounts)))


def correct_miscounts(connection: BaseDatabaseWrapper) -> int:
    """Add what each usage lacks, in one statement. Return how many were corrected."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO versioning_usage {_COLUMNS} {_statement(connection)}")
        return int(cursor.rowcount)


def _statement(connection: BaseDatabaseWrapper) -> str:
    blob_bytes, version_bytes = _SIZES[connection.vendor]
    return _DIFFERENCES.format(blob_bytes=blob_bytes, version_bytes=version_bytes)
