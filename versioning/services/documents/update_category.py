"""Changing what belongs to a category itself: its name, its place, its icon."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.models import Actor, Document
from versioning.services.documents.move_text import move_text
from versioning.services.documents.rename_document import rename_document
from versioning.services.documents.update_document import update_document
from versioning.services.documents.update_presentation import update_presentation


def update_category(
    *, actor: Actor, document: Document, place: Mapping[str, Any], name: str | None = None, icon: str | None = None
) -> Document:
    """All of it or nothing; a new parent is that of the category in each language.

    Raises what `update_document`, `rename_document` and `update_presentation` raise.
    """
    with transaction.atomic():
        if place:
            document = update_document(actor=actor, document=document, changes=place)
        if "parent_id" in place:
            move_text(actor=actor, document=document, parent_id=place["parent_id"])
        if name is not None:
            document = rename_document(actor=actor, document=document, title=name)
        if icon is not None:
            document = update_presentation(actor=actor, document=document, changes={"icon": icon})
    return document
