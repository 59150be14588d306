"""The languages of a project: each in which it has documents is among them."""

from uuid import UUID

from versioning.models import Language


def keep_language(*, project_id: UUID, code: str) -> None:
    """Make it one of the project's languages where it is none, and keep it one until the transaction ends."""
    Language.objects.select_for_update(no_key=True).get_or_create(project_id=project_id, code=code)
