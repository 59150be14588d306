"""Changing what belongs to the document itself, not to its versions."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists, DocumentChanged, InvalidValue
from versioning.models import Actor, Document, Verb, Workspace
from versioning.policies import Action, authorize
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.placing import check_parent, check_place, lock_tree
from versioning.services.kernel.recording import record
from versioning.services.kernel.searchable import rename_findable
from versioning.services.kernel.transitions import touch

CHANGEABLE = ("workspace_id", "parent_id", "slug", "language", "order", "hidden")


def update_document(
    *, actor: Actor, document: Document, changes: Mapping[str, Any], expected_revision: int | None = None
) -> Document:
    """Replace those fields that `changes` names (see CHANGEABLE); the revision grows by one.

    Raises InvalidValue, AlreadyExists (language), DocumentChanged (another revision than the expected one).
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    for field in changes:
        if field not in CHANGEABLE:
            raise InvalidValue(f"{field} cannot be changed.", field=field)
    check_place(changes)
    with transaction.atomic():
        if "parent_id" in changes:
            lock_tree(document.project_id)
        stored = lock_document(document.pk)
        if expected_revision is not None and stored.revision != expected_revision:
            raise DocumentChanged(
                revision=stored.revision,
                updated_by=stored.updated_by.display_name,
                updated_at=stored.updated_at,
            )
        _check_surroundings(document=stored, changes=changes)
        if "language" in changes:
            keep_language(project_id=stored.project_id, code=changes["language"])
        _write(actor=actor, document=stored, changes=changes)
        if "slug" in changes:
            rename_findable(stored)
        record(
            actor=actor,
            verb=Verb.DOCUMENT_UPDATED,
            project_id=stored.project_id,
            document=stored,
            changes={
                name: value if isinstance(value, str | int | None) else str(value) for name, value in changes.items()
            },
        )
    return stored


def _check_surroundings(*, document: Document, changes: Mapping[str, Any]) -> None:
    if "parent_id" in changes:
        workspace_id = changes.get("workspace_id", document.workspace_id)
        check_parent(document=document, parent_id=changes["parent_id"], workspace_id=workspace_id)
    if "workspace_id" in changes:
        workspaces = Workspace.objects.filter(pk=changes["workspace_id"], project=document.project_id)
        if not workspaces.exists():
            raise InvalidValue("workspace_id must be the id of a workspace of this project.", field="workspace_id")


def _write(*, actor: Actor, document: Document, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(document, name, value)
    try:
        with transaction.atomic():
            touch(actor=actor, document=document, fields=tuple(name.removesuffix("_id") for name in changes))
    except IntegrityError as error:
        # All else that the database would refuse at once was checked under the lock.
        raise AlreadyExists("This text has a document in that language already.", field="language") from error
