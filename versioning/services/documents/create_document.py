"""Create a document, with version 1 as an open draft on the branch main."""

from django.db import transaction

from versioning.models import Actor, Draft, Workspace
from versioning.policies import Action, authorize
from versioning.services.documents._steps.creating import check_document, create
from versioning.services.documents.new_document import TOP_LEVEL, NewText, Placement


def create_document(*, actor: Actor, workspace: Workspace, text: NewText, placement: Placement = TOP_LEVEL) -> Draft:
    """Return the draft of version 1. Its `document` is the new one. Nothing is published.

    Raises InvalidValue, AlreadyExists (the text has a document in this language).
    """
    authorize(actor=actor, action=Action.CREATE_DOCUMENT, project_id=workspace.project_id)
    new = check_document(workspace=workspace, text=text, placement=placement)
    with transaction.atomic():
        return create(actor, new).draft
