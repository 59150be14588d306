"""A new category: a document that others stand below."""

from typing import Any

from django.db import transaction

from versioning.models import Actor, Document, Draft, Presentation, Workspace
from versioning.services.documents.create_document import create_document


def create_category(*, actor: Actor, workspace: Workspace, title: str, category_type: str, **values: Any) -> Draft:
    """The draft of its version 1. `values` are those of `create_document`, which says what is raised."""
    with transaction.atomic():
        draft = create_document(actor=actor, workspace=workspace, title=title, kind=Document.Kind.CATEGORY, **values)
        Presentation.objects.create(document=draft.document, category_type=category_type)
    return draft
