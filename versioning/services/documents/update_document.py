"""Change the fields of a document itself, not those of its versions."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.exceptions import DocumentChanged
from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges, check_changes, move_translations, replace_place
from versioning.services.kernel.locking import lock_document


def update_document(
    *,
    actor: Actor,
    document: Document,
    changes: Mapping[str, Any],
    expected_revision: int | None = None,
    layout: str = "",
) -> Document:
    """Replace those fields that `changes` names. The revision grows by one.

    A new parent becomes the parent of the text in each language, and all languages move to a new workspace. The fields
    can be workspace_id, parent_id, slug, language, order and hidden. `layout` is how an import read its files, if an
    import does it.

    Raises InvalidValue, DocumentChanged (another revision than the expected one), AlreadyExists (the text has a
    document in this language).
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_changes(changes)
    with transaction.atomic():
        place = PlaceChanges.lock(changes, project_id=document.project_id)
        held = lock_document(document.pk, actor=actor)
        if expected_revision is not None and held.document.revision != expected_revision:
            raise _changed(held.document)
        former_workspace = held.document.workspace_id
        replace_place(held, place, layout=layout)
        if place.tree is not None:
            move_translations(held, tree=place.tree, former_workspace=former_workspace, layout=layout)
    return held.document


def _changed(document: Document) -> DocumentChanged:
    return DocumentChanged(
        revision=document.revision,
        updated_by=document.updated_by.display_name,
        updated_at=document.updated_at,
    )
