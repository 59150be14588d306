"""A named line of work across many documents."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery
from uuid6 import uuid7

from versioning.models.draft import Draft
from versioning.models.sql.prepared import Given, Prepared

MAIN = "main"


class BranchQuerySet(models.QuerySet["Branch"]):
    def main(self) -> Self:
        """The branch that every project has: where a fork goes that names no other."""
        return self.filter(is_main=True)

    def to_fork_to(self, branch_id: UUID | None, *, project: UUID, document: UUID) -> "Branch | None":
        """The project's branch, main where none is named; with `open_draft`, the key of the document's draft on it.

        A branch that may be closed is locked, so that who closes it either sees a draft that is opened there or is
        seen. The document's lock is held already, so that the draft is the one that is there now. In a statement made
        once.
        """
        if branch_id is None:
            return _MAIN.one(project=project, document=document)
        return _NAMED.one(branch=branch_id, project=project, document=document)


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


def _with_open_draft() -> BranchQuerySet:
    on_it = Draft.objects.filter(document=Given("document", models.UUIDField()), branch=OuterRef("pk"))
    branches = Branch.objects.filter(project=Given("project", models.UUIDField())).order_by()
    return branches.annotate(open_draft=Subquery(on_it.order_by().values("pk")))


_MAIN = Prepared(lambda: _with_open_draft().main())
_NAMED = Prepared(
    lambda: _with_open_draft().filter(pk=Given("branch", models.UUIDField())).select_for_update(no_key=True)
)
