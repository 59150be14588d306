"""Changing how readers' sites show a document."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Presentation, Verb
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.placing import check_place
from versioning.services.presentable import check_presentation
from versioning.services.recording import record
from versioning.services.transitions import touch


def update_presentation(
    *, actor: Actor, document: Document, changes: Mapping[str, Any], slug: str | None = None
) -> Document:
    """Replace those fields of its presentation that `changes` names, and the slug where one is given.

    `related_ids` are ids of documents. The document's revision grows by one; its `stored_presentation` is at hand.
    Raises InvalidValue.
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_presentation(changes)
    place = {} if slug is None else {"slug": slug}
    check_place(place)
    with transaction.atomic():
        stored = lock_document(document.pk)
        related = _find_related(changes.get("related_ids", ()), document=stored)
        presentation, _ = Presentation.objects.get_or_create(document=stored)
        presentation.document = stored
        _write(presentation, changes=changes)
        if "related_ids" in changes:
            presentation.related.set(related)
        stored.slug = place.get("slug", stored.slug)
        touch(actor=actor, document=stored, fields=tuple(place))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_PRESENTED,
            project_id=stored.project_id,
            document=stored,
            changes={name: _as_json(value) for name, value in {**changes, **place}.items()},
        )
    return stored


def _find_related(pks: Collection[UUID], *, document: Document) -> list[Document]:
    if document.pk in pks:
        raise InvalidValue("A document is not related to itself.", field="related_ids")
    found = list(Document.objects.filter(pk__in=pks, project=document.project_id, trashed_at=None)) if pks else []
    if len(found) != len(set(pks)):
        raise InvalidValue("related_ids must be ids of documents of this project.", field="related_ids")
    return found


def _write(presentation: Presentation, *, changes: Mapping[str, Any]) -> None:
    own = {name: value for name, value in changes.items() if name != "related_ids"}
    for name, value in own.items():
        setattr(presentation, name, value)
    if own:
        presentation.save(update_fields=own.keys())


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [str(item) for item in value] if isinstance(value, list | tuple) else value
