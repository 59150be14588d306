"""Change the name or slug of a workspace."""

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, InvalidValue, NotFound
from versioning.models import Actor, Verb, Workspace
from versioning.policies import Action, authorize
from versioning.services.kernel.names import check_name, check_slug
from versioning.services.kernel.recording import record

CHANGEABLE: dict[str, Callable[[str], None]] = {"slug": check_slug, "name": check_name}


def update_workspace(*, actor: Actor, workspace: Workspace, changes: Mapping[str, str]) -> Workspace:
    """Replace the fields in `changes` (`slug`, `name`). Raises InvalidValue, AlreadyExists (slug), NotAllowed."""
    authorize(actor=actor, action=Action.MANAGE_WORKSPACES, project_id=workspace.project_id)
    for field, value in changes.items():
        if field not in CHANGEABLE:
            raise InvalidValue(f"{field} cannot be changed.", field=field)
        CHANGEABLE[field](value)
    with transaction.atomic():
        stored = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace.pk).first()
        if stored is None:
            raise NotFound
        _write(workspace=stored, changes=changes)
        record(
            actor=actor,
            verb=Verb.WORKSPACE_UPDATED,
            project_id=stored.project_id,
            workspace=str(stored.pk),
            changes=dict(changes),
        )
    return stored


def _write(*, workspace: Workspace, changes: Mapping[str, str]) -> None:
    for field, value in changes.items():
        setattr(workspace, field, value)
    try:
        with transaction.atomic():
            workspace.save(update_fields=(*changes, "modified_at"))
    except IntegrityError as error:
        raise AlreadyExists(
            f"This project already has a workspace with the slug {workspace.slug}.", field="slug"
        ) from error
