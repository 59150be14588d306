"""Where a text is to stand, as a request's body names it: what cannot be found is a wrong value, not a missing page."""

from uuid import UUID

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Document, Project, Workspace
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.documents.lookup_translations import find_translation


def find_shelf(*, project: Project, pk: UUID) -> Workspace:
    """The workspace of this id in the project. Raises InvalidValue."""
    workspace = get_or_none(Workspace.objects.filter(project=project, pk=pk))
    if workspace is None:
        raise InvalidValue("This project has no project version of this id.", field="workspace_id")
    workspace.project = project
    return workspace


def find_parent(*, actor: Actor, project_id: UUID, key: UUID) -> Document:
    """The category of this id, in the language that its translations follow. Raises InvalidValue."""
    kinds = (Document.Kind.CATEGORY,)
    try:
        return find_translation(actor=actor, project_id=project_id, kinds=kinds, key=key, language=None).original
    except NotFound:
        raise InvalidValue("This project has no category of this id.", field="parent_id") from None
