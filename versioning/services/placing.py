"""Where a document may stand in the category tree."""

from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Document, Project

DEEPEST = 100


def lock_tree(project_id: UUID) -> None:
    """Let one move at a time through a project's tree: two at once could close a circle that neither sees."""
    Project.objects.select_for_update(no_key=True).get(pk=project_id)


def check_parent(*, document: Document | None, parent_id: UUID | None, project_id: UUID) -> None:
    """Raise InvalidValue unless the parent is a category of the project, out of the trash and not below the document."""
    if parent_id is None:
        return
    parent = Document.objects.filter(pk=parent_id, project=project_id, trashed_at=None).first()
    if parent is None or parent.kind != Document.Kind.CATEGORY:
        raise InvalidValue("parent must be the id of a category of this project.", field="parent_id")
    above: UUID | None = parent_id
    for _ in range(DEEPEST):
        if above is None:
            return
        if document is not None and above == document.pk:
            raise InvalidValue("parent must not be the document itself or lie below it.", field="parent_id")
        above = Document.objects.filter(pk=above).values_list("parent", flat=True).first()
    raise InvalidValue(f"Categories nest at most {DEEPEST} deep.", field="parent_id")
