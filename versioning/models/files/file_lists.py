"""Lists of files whose pages take no longer if there are more files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models.sql import Query

from versioning.models.files.file import File
from versioning.models.project import Project
from versioning.models.sql.list_index import of_parts
from versioning.models.sql.ordering import beyond

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.files.file import FileQuerySet

# SQLite takes 500 parts in a statement.
PROJECTS_AT_ONCE = 100


def files_listed_for(actor: "Actor", files: "FileQuerySet", *, project: str = "") -> "FileQuerySet | FilesOfProjects":
    """Return the files of the projects in which the actor has a role, or of the one with this slug or UUID."""
    projects = Project.objects.visible_to(actor)
    if project:
        return files.of_project(projects.named(project))
    if actor.token_project_id is not None:
        return files.filter(project=actor.token_project_id)
    if actor.sees_every_project:
        return files
    keys = list(projects.order_by().values_list("pk", flat=True))
    if len(keys) > 1:
        return FilesOfProjects(files, keys)
    return files.filter(project=keys[0]) if keys else files.none()


@dataclass(frozen=True)
class FilesOfProjects:
    """The files of several projects as one list, newest first. One statement for a hundred projects.

    Each project gives one page at most. With a condition on the projects instead, the database would sort all files.
    """

    files: "FileQuerySet"
    projects: Sequence[UUID]

    @property
    def query(self) -> Query:
        return self.files.query

    def page(self, order: tuple[str, ...], *, size: int, key: Sequence[Any] | None = None) -> list[File]:
        """Return up to `size` rows, from the start or after the key."""
        files = self.files if key is None else self.files.filter(beyond(order, key))
        starts = range(0, len(self.projects), PROJECTS_AT_ONCE)
        parts = [self.projects[start : start + PROJECTS_AT_ONCE] for start in starts]
        pages = ([files.filter(project=project) for project in part] for part in parts)
        found = [file for page in pages for file in of_parts(files, page, order, size=size)]
        return sorted(found, key=lambda file: file.pk, reverse=True)[:size]
