"""Give a project limits of its own, in place of the server's settings."""

from django.db import transaction

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Project, Verb
from versioning.models.quotas.usage import Limits
from versioning.policies import authorize_organization
from versioning.services.kernel.recording import record

# The largest value of a PostgreSQL bigint column.
LARGEST = 9_223_372_036_854_775_807


def limit_project(*, actor: Actor, project: Project, limits: Limits) -> Project:
    """Replace the project's own limits. None is the server's setting, 0 is no limit.

    What is stored already stays, even if it is more. Raises InvalidValue, NotAllowed, NotFound.
    """
    authorize_organization(actor=actor)
    wanted = {f"{kind}_limit": value for kind, value in limits._asdict().items()}
    for field, value in wanted.items():
        if value is not None and not 0 <= value <= LARGEST:
            raise InvalidValue(f"{field} must be between 0 and {LARGEST}.", field=field)
    with transaction.atomic():
        stored = Project.objects.select_for_update(no_key=True).filter(pk=project.pk).first()
        if stored is None:
            raise NotFound
        changes = {field: value for field, value in wanted.items() if getattr(stored, field) != value}
        if changes:
            for field, value in changes.items():
                setattr(stored, field, value)
            stored.save(update_fields=(*changes, "modified_at"))
            record(actor=actor, verb=Verb.PROJECT_UPDATED, project_id=stored.pk, changes=changes)
    return stored
