"""Check the place of a document in its project's category tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Document, Project
from versioning.models.document_tree import DEEPEST
from versioning.models.limits import LARGEST_ORDER
from versioning.services.kernel.names import check_language, check_name


@dataclass(frozen=True)
class LockedTree:
    """A project's category tree, which nobody else changes until the transaction ends."""

    project_id: UUID


def lock_tree(project_id: UUID) -> LockedTree:
    """Lock the project's tree. Call it before any document is locked, so that no two verbs wait for each other.

    Without this lock, two moves at once could close a circle that neither of them sees, and a document could be moved
    into a category while the category goes to the trash.
    """
    # The project's row is the lock of the tree. It is no document, so this never waits for the lock of one.
    Project.objects.select_for_update(no_key=True).get(pk=project_id)
    return LockedTree(project_id)


def check_place(values: Mapping[str, Any]) -> None:
    """Raise InvalidValue, which names the field, if a field of the document itself cannot be stored."""
    if "slug" in values:
        check_name(values["slug"], field="slug")
    if "language" in values:
        check_language(values["language"])
    if abs(values.get("order", 0)) > LARGEST_ORDER:
        raise InvalidValue(f"order must be between -{LARGEST_ORDER} and {LARGEST_ORDER}.", field="order")
    if values.get("kind", Document.Kind.DOCUMENT) not in Document.Kind.values:
        raise InvalidValue(f"kind must be one of {', '.join(Document.Kind.values)}.", field="kind")


def check_parent(tree: LockedTree, *, document: Document | None, parent_id: UUID | None, workspace_id: UUID) -> None:
    """Raise InvalidValue unless the parent is a category of the workspace, not in the trash and not below the document.

    `document` is None for a document that is yet to be created. The depth of the tree is checked, too.
    """
    if parent_id is None:
        return
    categories = Document.objects.filter(project=tree.project_id, kind=Document.Kind.CATEGORY, trashed_at=None)
    if not categories.filter(pk=parent_id, workspace=workspace_id).exists():
        raise InvalidValue("parent must be the id of a category of this workspace.", field="parent_id")
    # Walk up from the parent. The document itself on that path would close a circle.
    above: UUID | None = parent_id
    for _ in range(DEEPEST + 1 - _height(document)):
        if above is None:
            return
        if document is not None and above == document.pk:
            raise InvalidValue("parent must not be the document itself or below it.", field="parent_id")
        above = Document.objects.filter(pk=above).values_list("parent", flat=True).first()
    raise InvalidValue(f"Categories can be nested {DEEPEST} levels deep at most.", field="parent_id")


def _height(document: Document | None) -> int:
    """Return how many levels of categories move with the document, itself included."""
    if document is None or document.kind != Document.Kind.CATEGORY:
        return 1
    level, height = [document.pk], 0
    while level:
        height += 1
        # Categories in the trash count, because they may be restored.
        below = Document.objects.filter(parent__in=level, kind=Document.Kind.CATEGORY)
        level = list(below.values_list("pk", flat=True))
    return height
