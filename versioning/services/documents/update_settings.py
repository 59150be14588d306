"""Changing a text's settings: how readers' sites show it, its address and, of its draft, the content type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.models import Actor, Document
from versioning.services.documents.revise_document import OnPublished, revise_document
from versioning.services.documents.update_presentation import update_presentation


def update_settings(
    *,
    actor: Actor,
    document: Document,
    changes: Mapping[str, Any],
    related_ids: list[UUID] | None = None,
    slug: str | None = None,
    content_type: str | None = None,
) -> Document:
    """All of it or nothing. Raises what `update_presentation` and `revise_document` (content_type) raise."""
    with transaction.atomic():
        if content_type is not None:
            revise_document(
                actor=actor,
                document=document,
                content={"content_type": content_type},
                place={},
                number=None,
                on_published=OnPublished.REFUSE,
            )
        return update_presentation(actor=actor, document=document, changes=changes, related_ids=related_ids, slug=slug)
