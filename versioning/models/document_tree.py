"""Queries on the tree of categories and on what lies in them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from versioning.models.document import Document

Row = TypeVar("Row", bound=models.Model)
# The deepest nesting of categories. The bound also ends the walk of a damaged, circular tree.
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
    """The part of a document's query set that knows workspaces and categories."""

    def path_to(self, pk: UUID) -> list[Row]:
        """Return the document with this key and the categories above it, from the top down, in one query."""
        return list(self.raw(_LINE, [pk, MOST_STEPS]))

    def lines_to(self, keys: Collection[UUID]) -> dict[UUID, list[UUID]]:
        """Return the keys of each of these documents and of the categories above it, in a query for each level."""
        parents: dict[UUID, UUID | None] = {}
        missing = set(keys)
        for _ in range(MOST_STEPS):
            parents.update(self.filter(pk__in=missing).values_list("pk", "parent"))
            missing = {parent for parent in parents.values() if parent is not None} - parents.keys()
            if not missing:
                break
        return {key: list(_climb(key, parents)) for key in keys}

    def in_tree(self, workspace_id: UUID, *, opened: Iterable[UUID]) -> Self:
        """Return the top categories of a workspace and the children of the opened ones, in the order of the tree."""
        visible = Q(parent=None) | Q(parent__in=list(opened))
        rows = self.filter(visible, workspace=workspace_id, kind="category", trashed_at=None)
        return rows.only("id", "title", "parent", "order").order_by("order", "title", "id")

    def descendants_of(self, category: UUID) -> Self:
        return self.filter(pk__in=RawSQL(_BELOW, [category, MOST_STEPS]))  # noqa: S611  values are bound

    def in_trash(self, project: UUID) -> Self:
        """Return a project's documents that somebody moved to the trash themselves, with their categories."""
        rows = self.filter(project=project, trashed_at__isnull=False).select_related("parent")
        # What went along with its category has the same time.
        return rows.exclude(parent__trashed_at=models.F("trashed_at"))

    def categories_below(self, roots: Collection[UUID]) -> Self:
        """Return the categories below these at any depth. A category in the trash hides everything below it."""
        if not roots:
            return self.none()
        branch = _CATEGORIES_BELOW.format(roots=", ".join(["%s"] * len(roots)))
        values = [*roots, MOST_STEPS]
        return self.filter(pk__in=RawSQL(branch, values))  # noqa: S611  values are bound

    def narrowed(self, *, kind: str = "", language: str = "") -> Self:
        """Return documents of this kind and in this language. An empty value does not filter."""
        rows = self.filter(kind=kind) if kind else self
        return rows.filter(language=language) if language else rows

    def above(self, document: "Document") -> list[Row]:
        """Return the categories above a document, from the top down, in one query."""
        if document.parent_id is None:
            return []
        return self.path_to(document.parent_id)

    def for_library(self) -> Self:
        """Join what a row of the library shows besides its drafts. No text is read."""
        return self.select_related("current__published_by", "updated_by", "parent")


def _climb(key: UUID, parents: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    step: UUID | None = key
    for _ in range(MOST_STEPS):
        if step is None:
            break
        yield step
        step = parents.get(step)
