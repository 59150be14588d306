"""Change what belongs to a category itself: its name, its place, its icon."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges, check_changes, move_translations, replace_place
from versioning.services.documents._steps.presenting import replace_presentation
from versioning.services.documents._steps.renaming import rename
from versioning.services.documents._steps.settings_values import check_presentation
from versioning.services.kernel.locking import lock_document


def update_category(
    *, actor: Actor, document: Document, place: Mapping[str, Any], name: str | None = None, icon: str | None = None
) -> Document:
    """Do all of it or nothing. A new parent becomes the parent of the category in each language.

    Raises what `update_document`, `rename_document` and `update_settings` raise.
    """
    icons = {} if icon is None else {"icon": icon}
    if place or icons:
        authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_changes(place)
    check_presentation(icons)
    with transaction.atomic():
        changes = PlaceChanges.lock(place, project_id=document.project_id)
        held = lock_document(document.pk, actor=actor)
        if place:
            replace_place(held, changes)
        if changes.tree is not None:
            move_translations(held, tree=changes.tree)
        if name is not None:
            rename(held, name)
        if icons:
            replace_presentation(held, changes=icons)
    return held.document
