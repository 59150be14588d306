"""Give a document what the front matter of one of its versions says of it."""

from typing import Any

from versioning.models import Actor, Document, Version
from versioning.models.front_matter import metadata_of
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges, check_changes, replace_place
from versioning.services.documents._steps.presenting import replace_presentation
from versioning.services.documents._steps.settings_values import check_presentation
from versioning.services.documents.new_document import NOTHING, stated_in
from versioning.services.kernel.locking import locked

TAGS = "tags"


def stated_changes(version: Version) -> dict[str, Any]:
    """Return the slug, order, visibility and tags that the version states and its document does not have.

    The language is not among them: another document may have it. Raises CorruptBlob.
    """
    document, metadata = version.document, metadata_of(version, text=version.text)
    stated = NOTHING if metadata is None else stated_in(metadata)
    place: dict[str, Any] = {"slug": stated.slug, "order": stated.order, "hidden": stated.hidden}
    changes: dict[str, Any] = {
        name: value for name, value in place.items() if value and value != getattr(document, name)
    }
    if stated.tags and document.presentation.tags != list(stated.tags):
        changes[TAGS] = list(stated.tags)
    return changes


def adopt_front_matter(*, actor: Actor, version: Version) -> Document:
    """Change the document to what `stated_changes` returns. Raises InvalidValue, CorruptBlob."""
    document = version.document
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    changes = stated_changes(version)
    tags = {name: changes.pop(name) for name in (TAGS,) if name in changes}
    check_changes(changes)
    check_presentation(tags)
    if not changes and not tags:
        return document
    with locked(document.pk, actor=actor) as held:
        if changes:
            replace_place(held, PlaceChanges(changes, tree=None))
        if tags:
            replace_presentation(held, changes=tags)
    return held.document
