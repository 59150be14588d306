"""Change how readers' sites show a document."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from versioning.models import Actor, Document
from versioning.policies import Action, authorize
from versioning.services.documents._steps.presenting import replace_presentation
from versioning.services.documents._steps.settings_values import check_presentation
from versioning.services.kernel.locking import locked


def update_presentation(
    *,
    actor: Actor,
    document: Document,
    changes: Mapping[str, Any],
    related_ids: list[UUID] | None = None,
    slug: str | None = None,
) -> Document:
    """Replace those fields of its presentation that `changes` names, and the slug if one is given.

    `related_ids` are translation keys of texts that readers are pointed to. The document's revision grows by one. Its
    `stored_presentation` is set on the result. Raises InvalidValue.
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_presentation(changes, slug=slug)
    with locked(document.pk, actor=actor) as held:
        replace_presentation(held, changes=changes, related_ids=related_ids, slug=slug)
    return held.document
