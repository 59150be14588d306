"""Keep every language of a project's documents among the project's languages."""

from uuid import UUID

from versioning.models import Language


def keep_language(*, project_id: UUID, code: str) -> None:
    """Add the language to the project if it is missing, and lock its row, so that nobody removes it meanwhile."""
    Language.objects.select_for_update(no_key=True).get_or_create(project_id=project_id, code=code)
