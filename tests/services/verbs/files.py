"""Verbs of files and folders."""

from uuid import uuid4

from tests.cast import Cast
from tests.pictures import stored
from tests.services.verbs.case import Act, Case
from versioning.models import File, Folder, Role
from versioning.models.files.file_tag import tag_id
from versioning.services.documents.attach_file import attach_file
from versioning.services.documents.detach_file import detach_file
from versioning.services.files.copy_file import copy_file
from versioning.services.files.move_file import move_file
from versioning.services.files.tag_file import tag_file
from versioning.services.files.untag_file import untag_file
from versioning.services.folders.create_folder import create_folder
from versioning.services.folders.delete_folder import delete_folder
from versioning.services.folders.update_folder import update_folder


def _folder(cast: Cast) -> Folder:
    return create_folder(actor=cast.editor, project=cast.project, name=f"Pictures {uuid4()}")


def _file(cast: Cast) -> File:
    return stored(cast, uuid4().bytes, name="a.bin")


def _create_folder(cast: Cast) -> Act:
    return lambda actor: create_folder(actor=actor, project=cast.project, name=f"New {uuid4()}")


def _update_folder(cast: Cast) -> Act:
    folder = _folder(cast)
    return lambda actor: update_folder(actor=actor, folder=folder, name=f"New {uuid4()}", is_starred=True)


def _delete_folder(cast: Cast) -> Act:
    folder = _folder(cast)
    move_file(actor=cast.editor, file=_file(cast), folder=folder)
    return lambda actor: delete_folder(actor=actor, folder=folder)


def _move_file(cast: Cast) -> Act:
    file, folder = _file(cast), _folder(cast)
    return lambda actor: move_file(actor=actor, file=file, folder=folder)


def _copy_file(cast: Cast) -> Act:
    file, folder = _file(cast), _folder(cast)
    return lambda actor: copy_file(actor=actor, file=file, folder=folder)


def _tag_file(cast: Cast) -> Act:
    file = _file(cast)
    return lambda actor: tag_file(actor=actor, file=file, names=["new"])


def _untag_file(cast: Cast) -> Act:
    file = _file(cast)
    tag_file(actor=cast.editor, file=file, names=["old"])
    return lambda actor: untag_file(actor=actor, file=file, tags=[tag_id("old", project_id=cast.project.pk)])


def _attach_file(cast: Cast) -> Act:
    document, file = cast.document(), _file(cast)
    return lambda actor: attach_file(actor=actor, document=document, file=file)


def _detach_file(cast: Cast) -> Act:
    attachment = attach_file(actor=cast.editor, document=cast.document(), file=_file(cast))
    return lambda actor: detach_file(actor=actor, attachment=attachment)


VERBS = {
    "create_folder": Case(Role.EDITOR, _create_folder),
    "update_folder": Case(Role.EDITOR, _update_folder),
    "delete_folder": Case(Role.EDITOR, _delete_folder),
    "move_file": Case(Role.EDITOR, _move_file),
    "copy_file": Case(Role.EDITOR, _copy_file),
    "tag_file": Case(Role.EDITOR, _tag_file),
    "untag_file": Case(Role.EDITOR, _untag_file),
    "attach_file": Case(Role.EDITOR, _attach_file),
    "detach_file": Case(Role.EDITOR, _detach_file),
}
