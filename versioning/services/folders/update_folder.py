"""Change the name, the order, the color or the star of a folder."""

from typing import Any

from django.db import IntegrityError, transaction

from versioning import clock
from versioning.exceptions import NotFound
from versioning.models import Actor, Folder, Verb
from versioning.policies import Action, authorize
from versioning.services.folders._names import check_folder, name_taken
from versioning.services.kernel.recording import record

CHANGEABLE = ("name", "order", "color", "is_starred")


def update_folder(*, actor: Actor, folder: Folder, **changes: Any) -> Folder:
    """Set these fields, which are among CHANGEABLE. Nothing happens if the folder has the values already.

    Raises NotAllowed, InvalidValue (name, order, color), AlreadyExists (name), NotFound if the folder is gone.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=folder.project_id)
    check_folder(name=changes.get("name"), order=changes.get("order"), color=changes.get("color"))
    with transaction.atomic():
        locked = Folder.objects.select_for_update(no_key=True).filter(pk=folder.pk).first()
        if locked is None:
            raise NotFound
        changed = {name: changes[name] for name in CHANGEABLE if name in changes}
        changed = {name: value for name, value in changed.items() if getattr(locked, name) != value}
        if changed:
            _write(actor, locked, changed)
    return locked


def _write(actor: Actor, folder: Folder, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(folder, name, value)
    folder.modified_at, folder.modified_by = clock.now(), actor.user
    try:
        # The savepoint keeps the outer transaction usable after the error.
        with transaction.atomic():
            folder.save(update_fields=(*changed, "modified_at", "modified_by"))
    except IntegrityError as error:
        raise name_taken(folder) from error
    record(
        actor=actor,
        verb=Verb.FOLDER_UPDATED,
        project_id=folder.project_id,
        folder=str(folder.pk),
        name=folder.name,
        changes=changed,
    )
