"""How many files folders have, and how many bytes projects. Triggers of the database count."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, Sum

from versioning.models.sql.values import uuid_of

_COLUMNS = "(project_id, folder_id, files, bytes)"
# One statement, so that it sees the rows and their counts at one moment, whatever is written meanwhile.
_DIFFERENCES = """
WITH file (project_id, folder_id, files, bytes) AS (
    SELECT project_id, folder_id, CASE WHEN trashed_at IS NULL THEN 1 ELSE 0 END,
        CASE WHEN ROW_NUMBER() OVER (PARTITION BY project_id, sha256 ORDER BY id) = 1 THEN size ELSE 0 END
    FROM versioning_file
),
difference (project_id, folder_id, files, bytes) AS (
    SELECT project_id, folder_id, SUM(files),
        CASE WHEN folder_id IS NULL THEN SUM(SUM(bytes)) OVER (PARTITION BY project_id) ELSE 0 END
    FROM (
        SELECT project_id, folder_id, files, bytes FROM file
        UNION ALL
        SELECT project_id, folder_id, -files, -bytes FROM versioning_filecount
        UNION ALL
        SELECT id, NULL, 0, 0 FROM versioning_project
    ) AS part GROUP BY project_id, folder_id
)
SELECT project_id, folder_id, files, bytes FROM difference
WHERE (files <> 0 OR bytes <> 0) AND project_id IN (SELECT id FROM versioning_project)
"""


class FileCountQuerySet(models.QuerySet["FileCount"]):
    def by_folder(self, project_id: UUID, *, folders: Collection[UUID | None] | None = None) -> dict[UUID | None, int]:
        """Return how many files these folders have, or all of them. None stands for the top of the project."""
        rows: Any = self.filter(project=project_id)
        if folders is not None:
            named = Q(folder_id__in=[key for key in folders if key is not None])
            rows = rows.filter(named | Q(folder_id=None) if None in folders else named)
        return {row["folder_id"]: row["total"] for row in rows.values("folder_id").annotate(total=Sum("files"))}

    def stored_bytes(self, project_id: UUID) -> int:
        """Return how many bytes the files of a project take. Equal bytes are stored once."""
        return int(self.filter(project=project_id).aggregate(total=Sum("bytes"))["total"] or 0)


class FileCount(models.Model):
    """A part of what the files in a folder come to. Without a folder, they are at the top of the project.

    `files` counts those that are not in the trash. `bytes` counts equal bytes of a project once, in the folder of any
    file that has them, so only the sum over the project means something.
    """

    project = models.ForeignKey(
        "versioning.Project", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    folder_id = models.UUIDField(null=True)
    files = models.BigIntegerField()
    bytes = models.BigIntegerField()

    objects = FileCountQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("project", "folder_id"), name="file_count_of_folder"),)

    def __str__(self) -> str:
        return f"{self.files} files, {self.bytes} bytes"


class FileMiscount(NamedTuple):
    """What the counts of a folder lack. Without a folder, it is the top of the project."""

    project_id: UUID
    folder_id: UUID | None
    files: int
    bytes: int


def find_file_miscounts(connection: BaseDatabaseWrapper) -> list[FileMiscount]:
    """Return the counts that differ from the files. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return [
            FileMiscount(uuid_of(project), folder and uuid_of(folder), int(files), int(size))
            for project, folder, files, size in cursor.fetchall()
        ]


def correct_file_miscounts(connection: BaseDatabaseWrapper) -> int:
    """Add what the counts lack, in one statement. Return how many were corrected."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO versioning_filecount {_COLUMNS} {_DIFFERENCES}")  # noqa: S608  ours
        return int(cursor.rowcount)
