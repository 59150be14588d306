"""The stations that a project's documents pass on their way to readers."""

from django.db import models
from uuid6 import uuid7

DEFAULT_COLOUR = "#6b6b6b"


class WorkflowStatus(models.Model):
    """Named by the project itself. `following` are those that a document may go to next; none of them: to any.

    While a document stands in a `read_only` one, its drafts are not saved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="workflow_statuses")
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
