"""The paths that documents had in imported histories and zips, and other names, by which links find them."""

from collections.abc import Collection, Iterator
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce

from versioning.models.document import Document
from versioning.models.files.history_file import HistoryFile
from versioning.models.sql.annotations import annotation
from versioning.models.transfer.imported_commit import ImportedCommit
from versioning.text.document_paths import LONGEST, key_name, path_key

# Rows for the links of one text. Names such as `install` may be those of many documents.
MOST_ROWS = 5000
_CHUNK = 400


class NameKind(models.IntegerChoices):
    """What a name is, the likeliest first: an address of its site, its title, an alias, or a title that it had."""

    ADDRESS = 0
    TITLE = 1
    ALIAS = 2
    FORMER_TITLE = 3


class DocumentPathQuerySet(models.QuerySet["DocumentPath"]):
    def imported(self) -> Self:
        """Return the paths of files, without other names."""
        return self.exclude(origin=DocumentPath.Origin.NAME)

    def wanted(
        self, *, project_id: UUID, commit: str, keys: Collection[str], names: Collection[str]
    ) -> "list[DocumentPath]":
        """Return the paths with these keys or names, each with its document. The likeliest come first.

        Those are the newest ones that are not newer than the commit. A path that came later is better than none.
        """
        position = ImportedCommit.objects.filter(project=project_id, sha=commit).values("position")
        rows = (
            self.filter(project=project_id)
            .select_related("document")
            .annotate(
                # Without a commit, the text is newer than every row.
                newest=Coalesce(Subquery(position), Value(2**31 - 1))
            )
        )
        of_document = ("identifier", "title", "translation_key", "trashed_at")
        rows = rows.only("path", "key", "name", "origin", "position", *(f"document__{name}" for name in of_document))
        found = [
            row for condition in _conditions(keys, names) for row in rows.filter(condition).order_by("pk")[:MOST_ROWS]
        ]
        return sorted(found, key=_likelihood)

    def newest_of(self, document_id: UUID) -> str:
        """Return the path that the document had last, or an empty string if it was not imported.

        A path that begins with a slash is an address in its site.
        """
        row = (
            self.imported()
            .filter(document=document_id)
            .exclude(path__startswith="/")
            .order_by("-position", "-pk")
            .values_list("path", flat=True)
            .first()
        )
        return row or ""


class DocumentPath(models.Model):
    """From the imported commit at `position` on, or since the import of a zip (position 0), `path` is the document.

    Rows of the origin NAME are made of the current text and of the titles of versions, by a job. Their `position` is a
    NameKind, and their `path` is only unique. A path that begins with a slash is the address of an imported page in its
    site. Links lead to files with such a path before.

    `key` is the path in the form in which links are compared, and `name` is its last part.
    """

    class Origin(models.IntegerChoices):
        GIT = HistoryFile.Origin.GIT.value
        ZIP = HistoryFile.Origin.ZIP.value
        NAME = 2

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="+", db_index=False)
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="paths")
    origin = models.PositiveSmallIntegerField(choices=Origin.choices)
    position = models.PositiveIntegerField()
    path = models.TextField()
    key = models.TextField()
    name = models.TextField()

    objects = DocumentPathQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("project", "origin", "position", "path"), name="one_document_per_commit_and_path"
            ),
        )
        indexes = (
            models.Index(F("project"), F("key"), name="document_path_key"),
            models.Index(F("project"), F("name"), name="document_path_name"),
        )

    def __str__(self) -> str:
        return self.path

    @classmethod
    def of(cls, path: str, *, project_id: UUID, document_id: UUID, origin: int, position: int) -> "DocumentPath":
        """Return the row of a path, not stored yet."""
        # A link of such a length means nothing, so the rest of a longer path is not needed.
        key = path_key(path)[:LONGEST]
        return cls(
            project_id=project_id,
            document_id=document_id,
            origin=origin,
            position=position,
            path=path,
            key=key,
            name=key_name(key),
        )

    @classmethod
    def of_name(cls, key: str, *, kind: int, document: Document) -> "DocumentPath":
        """Return the row of another name, not stored yet."""
        return cls(
            project_id=document.project_id,
            document_id=document.pk,
            origin=cls.Origin.NAME,
            position=kind,
            path=f"{document.identifier} {key}",
            key=key,
            name=key_name(key),
        )


def _conditions(keys: Collection[str], names: Collection[str]) -> Iterator[Q]:
    """Yield one condition for the links of most texts. SQLite before 3.32 takes 999 values."""
    listed = sorted(keys), sorted(names)
    for start in range(0, max(map(len, listed)), _CHUNK):
        some_keys, some_names = (values[start : start + _CHUNK] for values in listed)
        yield Q(key__in=some_keys) | Q(name__in=some_names)


def _likelihood(row: DocumentPath) -> tuple[bool, bool, bool, bool, int]:
    is_trashed = row.document.trashed_at is not None
    if row.origin == DocumentPath.Origin.NAME:
        return True, is_trashed, False, False, row.position
    is_address, is_later = row.path.startswith("/"), row.position > annotation(row, "newest")
    return False, is_trashed, is_address, is_later, row.position if is_later else -row.position
