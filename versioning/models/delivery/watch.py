"""What people watch: documents, categories with everything below them, and projects."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from versioning.models.access.user import User
from versioning.models.document import Document
from versioning.models.project import Project

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor


class WatchQuerySet(models.QuerySet["Watch"]):
    def on(self, place: Document | Project) -> Self:
        """Return the watches of this document, category or project."""
        return self.filter(project=place) if isinstance(place, Project) else self.filter(document=place)

    def is_by(self, user: User, *, place: Document | Project) -> bool:
        """Return whether this person watches it."""
        return self.on(place).filter(user=user).exists()

    def visible_to(self, actor: "Actor") -> Self:
        """Return the actor's own watches of what it may still read."""
        projects = Project.objects.visible_to(actor)
        within = Q(project__in=projects) | Q(document__project__in=projects, document__trashed_at=None)
        return self.filter(within, user=actor.user)

    def with_places(self) -> Self:
        """Join the documents, their projects and the projects, for a list. No statement more."""
        return self.select_related("project", "document__project").only(
            "created_at", "project__name", "project__slug", "document__identifier", "document__title",
            "document__kind", "document__project__name", "document__project__slug",
        )  # fmt: skip

    def reaching(self, *, documents: Collection[UUID], project: UUID) -> Self:
        """Return the watches of the project and of any of these documents."""
        return self.filter(Q(project=project) | Q(document__in=documents))


class Watch(models.Model):
    """A person who wants to hear of each publication of a document, below a category, or in a project."""

    user = models.ForeignKey("versioning.User", models.CASCADE, related_name="watches", db_index=False)
    document = models.ForeignKey("versioning.Document", models.CASCADE, null=True, related_name="watches")
    project = models.ForeignKey("versioning.Project", models.CASCADE, null=True, related_name="watches")
    created_at = models.DateTimeField(default=timezone.now)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "document"), name="one_watch_per_document"),
            models.UniqueConstraint(fields=("user", "project"), name="one_watch_per_project"),
            models.CheckConstraint(
                condition=Q(document=None, project__isnull=False) | Q(document__isnull=False, project=None),
                name="watch_is_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} watches {self.document or self.project}"

    @property
    def in_project(self) -> Project:
        """The project that is watched, or the one of the document."""
        project = self.project if self.document is None else self.document.project
        assert project is not None  # noqa: S101  a constraint says so
        return project
