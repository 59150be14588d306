"""Find the location of a new text, as a request body names it. A missing one is InvalidValue, not NotFound."""

from uuid import UUID

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Document, Project, Workspace
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.documents.lookup_translations import find_translation


def find_shelf(*, project: Project, pk: UUID) -> Workspace:
    """Return the project's workspace with this id. Raises InvalidValue."""
    workspace = get_or_none(Workspace.objects.filter(project=project, pk=pk))
    if workspace is None:
        raise InvalidValue("This project has no project version of this id.", field="workspace_id")
    # The language of a new document is the project's, which then takes no query.
    workspace.project = project
    return workspace


def find_parent(*, actor: Actor, project_id: UUID, key: UUID) -> Document:
    """Return the category with this id: its original, whichever language the id names. Raises InvalidValue."""
    kinds = (Document.Kind.CATEGORY,)
    try:
        return find_translation(actor=actor, project_id=project_id, kinds=kinds, key=key, language=None).original
    except NotFound:
        raise InvalidValue("This project has no category of this id.", field="parent_id") from None
