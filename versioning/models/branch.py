"""A named line of work across many documents."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Subquery
from uuid6 import uuid7

from versioning.models.draft import Draft
from versioning.models.quotas.usage import Quota, QuotaColumn, quota_parameter, read_quota
from versioning.models.sql.annotations import annotation
from versioning.models.sql.prepared import Parameter, Prepared

MAIN = "main"


class BranchQuerySet(models.QuerySet["Branch"]):
    def main(self) -> Self:
        """Return the branch `main`, which every project has. Forks go there if they name no other branch."""
        return self.filter(is_main=True)

    def to_fork_to(
        self, branch_id: UUID | None, *, project: UUID, document: UUID, user: UUID
    ) -> "BranchForFork | None":
        """Return the project's branch, main if `branch_id` is None, with the document's open draft on it.

        With the user's quota in the project. Returns None if the project has no such branch. Any branch but main is
        locked: `close_branch` takes the same lock, so it either sees the new draft or is seen here. One prepared
        statement.
        """
        if branch_id is None:
            branch = _MAIN.one(project=project, document=document, user=user)
        else:
            branch = _NAMED.one(branch=branch_id, project=project, document=document, user=user)
        return None if branch is None else BranchForFork.of(branch)


class Branch(models.Model):
    """A line of work in a project. Closed branches are kept, because the history of drafts names them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="branches", db_index=False)
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
            # Every project has one: the services create it with the project.
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


@dataclass(frozen=True)
class BranchForFork:
    """A branch and the key of the document's open draft on it, or None if it has none there.

    `quota` is that of the user who forks.
    """

    branch: Branch
    open_draft_id: int | None
    quota: Quota

    @classmethod
    def of(cls, branch: Branch) -> Self:
        """Raises KeyError if the branch was not read by `to_fork_to`."""
        return cls(branch=branch, open_draft_id=annotation(branch, "open_draft"), quota=read_quota(branch))


def _with_open_draft() -> BranchQuerySet:
    on_it = Draft.objects.filter(document=Parameter("document", models.UUIDField()), branch=OuterRef("pk"))
    branches = Branch.objects.filter(project=Parameter("project", models.UUIDField())).order_by()
    # A subquery, not a join: FOR UPDATE would lock the joined rows as well.
    quota = QuotaColumn("project_id", quota_parameter())
    return branches.annotate(open_draft=Subquery(on_it.order_by().values("pk")), quota=quota)


_MAIN = Prepared(lambda: _with_open_draft().main())
_NAMED = Prepared(
    lambda: _with_open_draft().filter(pk=Parameter("branch", models.UUIDField())).select_for_update(no_key=True)
)
