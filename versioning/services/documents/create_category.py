"""Create a category: a document that others are placed in."""

from dataclasses import replace

from django.db import transaction

from versioning.models import Actor, Document, Draft, Presentation, Workspace
from versioning.policies import Action, authorize
from versioning.services.documents._steps.creating import check_document, create
from versioning.services.documents.new_document import TOP_LEVEL, NewText, Placement


def create_category(
    *, actor: Actor, workspace: Workspace, text: NewText, category_type: str, placement: Placement = TOP_LEVEL
) -> Draft:
    """Return the draft of version 1, as `create_document` does. The placement's kind makes no difference.

    `category_type` is one of `Presentation.CategoryType`. Raises what `create_document` raises.
    """
    authorize(actor=actor, action=Action.CREATE_DOCUMENT, project_id=workspace.project_id)
    category = replace(placement, kind=Document.Kind.CATEGORY)
    new = check_document(workspace=workspace, text=text, placement=category)
    with transaction.atomic():
        draft = create(actor, new).draft
        # Tags have created the row already.
        values = {"category_type": category_type}
        Presentation.objects.update_or_create(document=draft.document, defaults=values)
    return draft
