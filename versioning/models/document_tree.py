"""Going through the library: workspaces, categories, and what lies in them."""

from collections.abc import Collection, Iterable
from typing import Self, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=models.Model)
# Categories within each other. A tree that is damaged ends there, too.
DEEPEST = 100
MOST_STEPS = DEEPEST + 1
_LINE = """
WITH RECURSIVE climb(above, steps) AS (
    SELECT id, 1 FROM versioning_document WHERE id = %s
    UNION ALL
    SELECT document.parent_id, climb.steps + 1
    FROM climb JOIN versioning_document document ON document.id = climb.above WHERE climb.steps < %s
)
SELECT document.id, document.title, document.workspace_id, document.kind, document.trashed_at
FROM climb JOIN versioning_document document ON document.id = climb.above ORDER BY climb.steps DESC
"""
_BELOW = """
WITH RECURSIVE below(id, steps) AS (
    SELECT id, 1 FROM versioning_document WHERE parent_id = %s
    UNION
    SELECT document.id, below.steps + 1
    FROM below JOIN versioning_document document ON document.parent_id = below.id WHERE below.steps < %s
)
SELECT id FROM below
"""
_CATEGORIES_BELOW = """
WITH RECURSIVE branch(id, steps) AS (
    SELECT id, 1 FROM versioning_document
    WHERE parent_id IN ({roots}) AND kind = 'category' AND trashed_at IS NULL
    UNION
    SELECT document.id, branch.steps + 1
    FROM branch JOIN versioning_document document ON document.parent_id = branch.id
    WHERE document.kind = 'category' AND document.trashed_at IS NULL AND branch.steps < %s
)
SELECT id FROM branch
"""


class DocumentTreeQuerySet(models.QuerySet[Row]):
    """Documents, each on a shelf and perhaps below categories."""

    def path_to(self, pk: UUID) -> list[Row]:
        """The categories above the document of this key, the topmost first, and itself, in one query."""
        return list(self.raw(_LINE, [_prepared(pk), MOST_STEPS]))

    def in_tree(self, workspace_id: UUID, *, opened: Iterable[UUID]) -> Self:
        """The topmost categories of a workspace and those right below the opened ones, in the order of the tree."""
        shown = Q(parent=None) | Q(parent__in=list(opened))
        rows = self.filter(shown, workspace=workspace_id, kind="category", trashed_at=None)
        return rows.only("id", "title", "parent", "order").order_by("order", "title", "id")

    def in_location(self, *, project: UUID, workspace: UUID | None = None) -> Self:
        rows = self.filter(project=project)
        return rows if workspace is None else rows.filter(workspace=workspace)

    def children_of(self, category: UUID) -> Self:
        return self.filter(parent=category)

    def descendants_of(self, category: UUID) -> Self:
        return self.filter(pk__in=RawSQL(_BELOW, [_prepared(category), MOST_STEPS]))  # noqa: S611  values are bound

    def categories_below(self, roots: Collection[UUID]) -> Self:
        """Those under these categories at any depth; what is in the trash is left out with all that is under it."""
        if not roots:
            return self.none()
        branch = _CATEGORIES_BELOW.format(roots=", ".join(["%s"] * len(roots)))
        values = [*map(_prepared, roots), MOST_STEPS]
        return self.filter(pk__in=RawSQL(branch, values))  # noqa: S611  values are bound

    def narrowed(self, *, kind: str = "", language: str = "") -> Self:
        """Of this kind and in this language, where they are named."""
        rows = self.filter(kind=kind) if kind else self
        return rows.filter(language=language) if language else rows

    def for_library(self) -> Self:
        """With what a row of the library shows beside its drafts; no text."""
        return self.select_related("current__published_by", "updated_by", "parent")


def _prepared(pk: UUID) -> object:
    return models.UUIDField().get_db_prep_value(pk, connection)
