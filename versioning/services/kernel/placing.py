"""Where a document may stand in the category tree."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Document, Project
from versioning.models.browsing import DEEPEST
from versioning.services.kernel.names import check_language, check_name

LARGEST_ORDER = 2_147_483_647


def check_place(values: Mapping[str, Any]) -> None:
    """Raise InvalidValue, naming the field, where one of a document's own fields cannot be stored as it is."""
    if "slug" in values:
        check_name(values["slug"], field="slug")
    if "language" in values:
        check_language(values["language"])
    if abs(values.get("order", 0)) > LARGEST_ORDER:
        raise InvalidValue(f"order must lie between -{LARGEST_ORDER} and {LARGEST_ORDER}.", field="order")
    if values.get("kind", Document.Kind.DOCUMENT) not in Document.Kind.values:
        raise InvalidValue(f"kind must be one of {', '.join(Document.Kind.values)}.", field="kind")


def lock_tree(project_id: UUID) -> None:
    """Let one change at a time through a project's tree, before any document is locked.

    Two moves at once could close a circle that neither sees, and what is put into a category while that goes to the
    trash would stay behind below it.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project_id)


def check_parent(*, document: Document | None, parent_id: UUID | None, workspace_id: UUID) -> None:
    """Raise InvalidValue unless the parent is a live category of the workspace that does not lie below the document."""
    if parent_id is None:
        return
    parent = Document.objects.filter(pk=parent_id, workspace=workspace_id, trashed_at=None).first()
    if parent is None or parent.kind != Document.Kind.CATEGORY:
        raise InvalidValue("parent must be the id of a category of this workspace.", field="parent_id")
    above: UUID | None = parent_id
    for _ in range(DEEPEST + 1 - _height(document)):
        if above is None:
            return
        if document is not None and above == document.pk:
            raise InvalidValue("parent must not be the document itself or lie below it.", field="parent_id")
        above = Document.objects.filter(pk=above).values_list("parent", flat=True).first()
    raise InvalidValue(f"Categories nest at most {DEEPEST} deep.", field="parent_id")


def _height(document: Document | None) -> int:
    """How many levels of categories move with it, itself included; those in the trash count, for they may come back."""
    if document is None or document.kind != Document.Kind.CATEGORY:
        return 1
    level, height = [document.pk], 0
    while level:
        height += 1
        below = Document.objects.filter(parent__in=level, kind=Document.Kind.CATEGORY)
        level = list(below.values_list("pk", flat=True))
    return height
