"""Change the fields of a document itself, not those of its versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, InvalidValue
from versioning.models import Document, Verb, Workspace
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.locking import LockedDocument, lock_document
from versioning.services.kernel.placing import LockedTree, check_parent, check_place, lock_tree
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.search.searchable import rename_search_entry, translate_search_entry
from versioning.services.kernel.touching import touch

CHANGEABLE = ("workspace_id", "parent_id", "slug", "language", "order", "hidden")


def check_changes(changes: Mapping[str, Any]) -> None:
    """Raise InvalidValue, which names the field, if a field cannot be changed or cannot be stored."""
    for field in changes:
        if field not in CHANGEABLE:
            raise InvalidValue(f"{field} cannot be changed.", field=field)
    check_place(changes)


@dataclass(frozen=True)
class PlaceChanges:
    """Checked changes. `tree` is locked if they name a parent or a workspace, else None."""

    values: Mapping[str, Any]
    tree: LockedTree | None

    @classmethod
    def lock(cls, values: Mapping[str, Any], *, project_id: UUID, tree: LockedTree | None = None) -> Self:
        """Lock the project's tree if these changes need it, unless `tree` is its lock.

        Call it before any document is locked.
        """
        if "parent_id" not in values and "workspace_id" not in values:
            return cls(values, tree=None)
        return cls(values, tree=tree or lock_tree(project_id))


def replace_place(held: LockedDocument, changes: PlaceChanges, *, layout: str = "") -> None:
    """Replace the fields that the changes name. Raises InvalidValue, AlreadyExists (language).

    `layout` is noted in the event. A later import knows by it that nobody placed the document.
    """
    document, values = held.document, changes.values
    if "workspace_id" in values:
        _check_workspace(values["workspace_id"], document=document)
    if changes.tree is not None:
        workspace_id = values.get("workspace_id", document.workspace_id)
        parent_id = values.get("parent_id", document.parent_id)
        check_parent(changes.tree, document=document, parent_id=parent_id, workspace_id=workspace_id)
    if "language" in values:
        keep_language(project_id=document.project_id, code=values["language"])
    _write(held, values)
    if "language" in values:
        translate_search_entry(held)
    elif "slug" in values:
        rename_search_entry(held)
    recorded = {name: value if isinstance(value, str | int | None) else str(value) for name, value in values.items()}
    noted: dict[str, Any] = {"layout": layout} if layout else {}
    record_change(held, Verb.DOCUMENT_UPDATED, changes=recorded, **noted)


def move_translations(
    held: LockedDocument, *, tree: LockedTree, former_workspace: UUID | None = None, layout: str = ""
) -> None:
    """Place the other documents that are the same text in the same workspace, under the same parent.

    They are those of the former workspace, or of the document's own by default. The lock of the tree makes a
    translation that is begun at this moment wait, or it is moved along. Raises InvalidValue (workspace_id).
    """
    document = held.document
    former = former_workspace or document.workspace_id
    place = {"parent_id": document.parent_id}
    place |= {"workspace_id": document.workspace_id} if former != document.workspace_id else {}
    translations = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
    elsewhere = translations.filter(workspace=former).exclude(**place)
    for pk in elsewhere.order_by("language").values_list("pk", flat=True):
        replace_place(lock_document(pk, actor=held.actor), PlaceChanges(place, tree=tree), layout=layout)


def _check_workspace(workspace_id: UUID, *, document: Document) -> None:
    """Check a workspace. A category and what lies in it are always in the same one."""
    if not Workspace.objects.filter(pk=workspace_id, project=document.project_id).exists():
        raise InvalidValue("workspace_id must be the id of a workspace of this project.", field="workspace_id")
    if workspace_id != document.workspace_id and Document.objects.filter(parent=document).exists():
        raise InvalidValue(
            "Move the documents out of this category first, also those in the trash.", field="workspace_id"
        )


def _write(held: LockedDocument, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(held.document, name, value)
    try:
        # A savepoint: PostgreSQL refuses all further statements after an error.
        with transaction.atomic():
            touch(held, *(name.removesuffix("_id") for name in values))
    except IntegrityError as error:
        # Everything else that the database would refuse was checked before.
        raise AlreadyExists("This text has a document in that language already.", field="language") from error
