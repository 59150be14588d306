"""Folders of a project's files."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.exceptions import NotFound
from versioning.models.limits import NAME_LENGTH

# A list of folders is answered whole, with everything below each one.
MOST_FOLDERS, DEEPEST = 1000, 20
COLOR_LENGTH = 7
COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class FolderQuerySet(models.QuerySet["Folder"]):
    def in_order(self) -> Self:
        """Sort the folders as people see them."""
        return self.order_by("order", "name", "id")

    def lock(self, folder: "Folder | None") -> None:
        """Keep the folder until the transaction ends. The top of a project is never deleted. Raises NotFound."""
        if folder is not None and not self.select_for_update(no_key=True).filter(pk=folder.pk).exists():
            raise NotFound

    def below(self, folder: "Folder") -> list[UUID]:
        """Return the keys of the folder and of all folders below it. One statement."""
        children: dict[UUID | None, list[UUID]] = defaultdict(list)
        for pk, parent in self.filter(project=folder.project_id).values_list("pk", "parent"):
            children[parent].append(pk)
        found = [folder.pk]
        # The list grows while it is walked.
        for pk in found:
            found.extend(children[pk])
        return found

    def path_to(self, folder: "Folder | None") -> "list[Folder]":
        """Return the folders from the top down to this one. One statement, or none at the top."""
        if folder is None:
            return []
        rows: dict[UUID | None, Folder] = {row.pk: row for row in self.filter(project=folder.project_id)}
        path = [folder]
        # Somebody may have deleted folders since this one was read.
        while (parent := rows.get(path[-1].parent_id)) is not None:
            path.append(parent)
        return path[::-1]


class Folder(models.Model):
    """A folder. A file that is in none is at the top, in the project's default folder, which has no row.

    The parent never changes, and `depth` is one more than that of the parent. So no folder is below itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="folders")
    # The constraint of the names begins with it.
    parent = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="children", db_index=False)
    depth = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=NAME_LENGTH)
    order = models.IntegerField(default=0)
    color = models.CharField(max_length=COLOR_LENGTH, default="", blank=True)
    is_starred = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)
    modified_at = models.DateTimeField(default=timezone.now)
    modified_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)

    objects = FolderQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("parent", "name"), name="one_folder_per_parent_and_name"),
            models.UniqueConstraint(
                fields=("project", "name"), condition=Q(parent=None), name="one_folder_per_project_and_name"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gte=2, depth__lte=DEEPEST),
                name="folder_depth_of_its_place",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="folder_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class FolderTree:
    """Folders of a project with the ones below each of them."""

    def __init__(self, folders: Iterable[Folder]) -> None:
        self._children: dict[UUID | None, list[Folder]] = defaultdict(list)
        for folder in folders:
            self._children[folder.parent_id].append(folder)

    def children(self, folder: UUID | None) -> list[Folder]:
        """Return the folders in this one, or those at the top if it is None."""
        return self._children[folder]
