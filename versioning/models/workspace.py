"""Workspaces: shelves of documents inside a project."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery
from uuid6 import uuid7

from versioning.models.project import Membership

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.project import Project


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    def choices_of(self, actor: "Actor") -> Self:
        """Return the workspaces of the projects in which the actor has any role."""
        workspaces = self.select_related("project")
        if actor.sees_every_project:
            return workspaces
        if actor.token_project_id is not None:
            return workspaces.filter(project=actor.token_project_id)
        return workspaces.filter(project__memberships__user=actor.user)

    def of_project(self, project: "Project") -> Self:
        """Return the workspaces of a project in the order of their creation."""
        return self.filter(project=project).order_by("order", "pk")

    def with_role_of(self, actor: "Actor") -> Self:
        """Annotate with `actor_role`, the user's own role in the project, or None if there is none."""
        role = Membership.objects.filter(project=OuterRef("project"), user=actor.user).values("role")
        return self.annotate(actor_role=Subquery(role))

    def in_project(self, reference: str) -> Self:
        """Return the workspaces of the project with this slug or UUID."""
        try:
            return self.filter(project=UUID(reference))
        except ValueError:
            return self.filter(project__slug=reference)


class Workspace(models.Model):
    """A workspace. Every project has at least one, which is created with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="workspaces", db_index=False)
    slug = models.SlugField(max_length=100)
    name = models.CharField(max_length=255)
    # 0 is the workspace that was created with the project.
    order = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ("project_id", "slug")
        constraints = (models.UniqueConstraint(fields=("project", "slug"), name="one_workspace_per_project_and_slug"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_default(self) -> bool:
        return self.order == 0
