"""A named line of work across many documents."""

from typing import Self

from django.db import models
from uuid6 import uuid7

MAIN = "main"


class BranchQuerySet(models.QuerySet["Branch"]):
    def main(self) -> Self:
        """The branch that every project has: where a fork goes that names no other."""
        return self.filter(is_main=True)


class Branch(models.Model):
    """Closed branches are kept: their drafts' history names them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="branches")
    name = models.CharField(max_length=255)
    is_main = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = BranchQuerySet.as_manager()

    class Meta:
        ordering = ("project_id", "name")
        constraints = (
            models.UniqueConstraint(fields=("project", "name"), name="one_branch_per_project_and_name"),
            models.UniqueConstraint(
                fields=("project",), condition=models.Q(is_main=True), name="one_main_branch_per_project"
            ),
            models.CheckConstraint(
                condition=models.Q(is_main=False) | models.Q(closed_at=None),
                name="main_branch_is_never_closed",
            ),
        )

    def __str__(self) -> str:
        return self.name
