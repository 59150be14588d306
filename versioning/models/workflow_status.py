"""Workflow statuses: the steps of a project's documents on their way to readers."""

from django.db import models
from uuid6 import uuid7

DEFAULT_COLOUR = "#6b6b6b"


class WorkflowStatus(models.Model):
    """A status that a project defines. `following` are the allowed next statuses. If it is empty, all are allowed.

    While a document has a `read_only` status, its drafts cannot be saved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="workflow_statuses", db_index=False)
    name = models.CharField(max_length=255)
    description = models.TextField(default="", blank=True)
    order = models.PositiveIntegerField(default=0)
    colour = models.CharField(max_length=7, default=DEFAULT_COLOUR)
    read_only = models.BooleanField(default=False)
    following = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="preceding")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "workflow statuses"
        ordering = ("project_id", "order", "id")
        constraints = (
            models.UniqueConstraint(fields=("project", "name"), name="one_workflow_status_per_project_and_name"),
        )

    def __str__(self) -> str:
        return self.name
