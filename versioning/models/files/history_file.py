"""The files beside imported texts: what each path held when a text referred to it."""

import unicodedata
from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery

from versioning.models.transfer.imported_commit import ImportedCommit


class HistoryFileQuerySet(models.QuerySet["HistoryFile"]):
    def of_git(self) -> Self:
        return self.filter(origin=HistoryFile.Origin.GIT)

    def of_zips(self) -> Self:
        return self.filter(origin=HistoryFile.Origin.ZIP)

    def of_paths(self) -> Self:
        """Return the rows of real paths, without the names in wiki links and the addresses of sites."""
        return self.exclude(path__startswith="/")

    def at_commit(self, sha: str, *, project_id: UUID, paths: Iterable[str]) -> dict[str, "HistoryFile"]:
        """Map each of the paths to what it held in the commit. Paths that held nothing are left out.

        A path in another case or normalization form finds the file as well, as it does on most computers of authors. If
        a path held nothing, the address of a site counts.
        """
        position = ImportedCommit.objects.filter(project=OuterRef("project"), sha=sha).values("position")
        return self.of_git()._at(Subquery(position), project_id=project_id, paths=paths)

    def at_import(self, position: int, *, project_id: UUID, paths: Iterable[str]) -> dict[str, "HistoryFile"]:
        """Map each of the paths to what it held after this text of a zip. Paths that held nothing are left out."""
        return self.of_zips()._at(position, project_id=project_id, paths=paths)

    def _at(self, position: Subquery | int, *, project_id: UUID, paths: Iterable[str]) -> dict[str, "HistoryFile"]:
        wanted = {path: [f"{slash}{each}" for slash in ("", "/") for each in _foldings(path)] for path in paths}
        folded = {folding for foldings in wanted.values() for folding in foldings}
        rows = self.filter(project=project_id, folded__in=folded, position__lte=position)
        newest: dict[str, HistoryFile] = {}
        for row in rows.select_related("file").order_by("position"):
            newest[row.path] = row
        present = {path: row for path, row in newest.items() if row.file is not None}
        by_case = {row.folded: row for row in present.values()}
        found = {
            path: present.get(path) or next((by_case[each] for each in foldings if each in by_case), None)
            for path, foldings in wanted.items()
        }
        return {path: row for path, row in found.items() if row is not None}


def _foldings(path: str) -> list[str]:
    """Return the path without its case, as it is and in both normalization forms: they look alike."""
    if path.isascii():
        return [path.casefold()]
    spellings = (path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD")))
    return list(dict.fromkeys(spelling.casefold() for spelling in spellings))


class HistoryFile(models.Model):
    """From the imported commit at `position` on, `path` holds the file, or nothing if `file` is None.

    Zip files have positions of their own: each of their texts that brings something new has the next one.

    A path that begins with a slash is none. `/notes/[[a.png]]` has the file that a wiki link in a text of the folder
    `notes` means by this name. `/img/a.png` has the file that a site serves at this address from another folder.

    There are rows only for paths that a text of this or of an earlier commit refers to, and only if something changed.
    So all versions of a history share them.
    """

    class Origin(models.IntegerChoices):
        GIT = 0
        ZIP = 1

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="+", db_index=False)
    origin = models.PositiveSmallIntegerField(choices=Origin.choices, default=Origin.GIT, db_default=0)
    position = models.PositiveIntegerField()
    path = models.TextField()
    folded = models.TextField()
    executable = models.BooleanField(default=False)
    file = models.ForeignKey("versioning.File", models.DO_NOTHING, null=True, related_name="places")

    objects = HistoryFileQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("project", "origin", "position", "path"), name="one_file_per_commit_and_path"
            ),
        )
        indexes = (models.Index(fields=("project", "origin", "folded", "position"), name="history_file_folded"),)

    def __str__(self) -> str:
        return self.path
