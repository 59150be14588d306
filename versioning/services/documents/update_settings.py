"""Change a text's settings: how readers' sites show it, its slug and, of its draft, the content type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges
from versioning.services.documents._steps.presenting import replace_presentation
from versioning.services.documents._steps.revising import plan_revision, revise
from versioning.services.documents._steps.settings_values import check_presentation
from versioning.services.documents.text_changes import TextChanges
from versioning.services.kernel.locking import locked


def update_settings(
    *,
    actor: Actor,
    document: Document,
    changes: Mapping[str, Any],
    related_ids: list[UUID] | None = None,
    slug: str | None = None,
    content_type: str | None = None,
) -> Document:
    """Make all changes or none.

    `related_ids` are translation keys of texts that readers are pointed to. The document's revision grows by one. Its
    `stored_presentation` is set on the result. Raises InvalidValue and, for the content type, what `revise_document`
    raises.
    """
    revision = None
    if content_type is not None:
        wanted = TextChanges(content={"content_type": content_type})
        revision = plan_revision(actor=actor, document=document, changes=wanted)
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_presentation(changes, slug=slug)
    # One lock for both, so that the settings never show the one change without the other.
    with locked(document.pk, actor=actor) as held:
        if revision is not None:
            revise(held, revision, place=PlaceChanges({}, tree=None))
        replace_presentation(held, changes=changes, related_ids=related_ids, slug=slug)
    return held.document
