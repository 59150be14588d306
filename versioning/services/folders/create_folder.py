"""Create a folder of files."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from versioning import clock
from versioning.exceptions import InvalidValue
from versioning.models import Actor, Folder, Project, Verb
from versioning.models.files.folder import DEEPEST, MOST_FOLDERS
from versioning.models.limits import LARGEST_ORDER
from versioning.policies import Action, authorize
from versioning.services.folders._names import check_folder, name_taken
from versioning.services.kernel.placing import lock_tree
from versioning.services.kernel.recording import record


def create_folder(
    *, actor: Actor, project: Project, name: str, parent: Folder | None = None, color: str = ""
) -> Folder:
    """Create the folder below `parent`, or at the top, after the other ones there.

    Raises NotAllowed, InvalidValue (name, color, parent_id), AlreadyExists (name), NotFound if the parent is gone.
    """
    authorize(actor=actor, action=Action.UPLOAD_FILE, project_id=project.pk)
    check_folder(name=name, order=None, color=color)
    if parent is not None and parent.depth >= DEEPEST:
        raise InvalidValue(f"Folders can be nested {DEEPEST} levels deep at most.", field="parent_id")
    with transaction.atomic():
        # Folders that are added or deleted at once come one at a time.
        lock_tree(project.pk)
        Folder.objects.lock(parent)
        siblings = Folder.objects.filter(project=project)
        if siblings.count() >= MOST_FOLDERS:
            raise InvalidValue(f"A project can have {MOST_FOLDERS:,} folders at most.", field="name")
        last: int | None = siblings.filter(parent=parent).aggregate(last=Max("order"))["last"]
        order = 0 if last is None else min(last + 1, LARGEST_ORDER)
        folder = _inserted(actor, project, name=name, parent=parent, color=color, order=order)
        record(actor=actor, verb=Verb.FOLDER_CREATED, project_id=project.pk, folder=str(folder.pk), name=name)
    return folder


def _inserted(actor: Actor, project: Project, *, name: str, parent: Folder | None, color: str, order: int) -> Folder:
    now = clock.now()
    folder = Folder(
        project=project,
        parent=parent,
        depth=1 if parent is None else parent.depth + 1,
        name=name,
        order=order,
        color=color,
        created_at=now,
        created_by=actor.user,
        modified_at=now,
        modified_by=actor.user,
    )
    try:
        # The savepoint keeps the outer transaction usable after the error.
        with transaction.atomic():
            folder.save(force_insert=True)
    except IntegrityError as error:
        raise name_taken(folder) from error
    return folder
