"""A shelf of documents inside a project."""

from django.db import models
from uuid6 import uuid7


class Workspace(models.Model):
    """Every project has at least one, made with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="workspaces")
    slug = models.SlugField(max_length=100)
    name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("project", "slug")
        constraints = (
            models.UniqueConstraint(fields=("project", "slug"), name="one_workspace_per_project_and_slug"),
        )

    def __str__(self) -> str:
        return self.name
