"""Changing how readers' sites show a document."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Presentation, Verb
from versioning.policies import Action, authorize
from versioning.services.documents._settings_values import MOST_RELATED, check_presentation
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.placing import check_place
from versioning.services.kernel.recording import record
from versioning.services.kernel.transitions import touch


def update_presentation(
    *,
    actor: Actor,
    document: Document,
    changes: Mapping[str, Any],
    related_ids: list[UUID] | None = None,
    slug: str | None = None,
) -> Document:
    """Replace those fields of its presentation that `changes` names, and its slug where one is given.

    `related_ids` are the keys of texts that readers are pointed to. The document's revision grows by one; its
    `stored_presentation` is at hand. Raises InvalidValue.
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_presentation(changes)
    place = {} if slug is None else {"slug": slug}
    check_place(place)
    with transaction.atomic():
        stored = lock_document(document.pk)
        related = None if related_ids is None else _find_related(related_ids, document=stored)
        presentation, _ = Presentation.objects.get_or_create(document=stored)
        presentation.document = stored
        _write(presentation, changes=changes)
        if related is not None:
            presentation.related.set(related)
        stored.slug = place.get("slug", stored.slug)
        touch(actor=actor, document=stored, fields=tuple(place))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_PRESENTED,
            project_id=stored.project_id,
            document=stored,
            changes={name: _as_json(value) for name, value in {**changes, **place}.items()},
            related=None if related is None else [str(other.pk) for other in related],
        )
    return stored


def _find_related(keys: list[UUID], *, document: Document) -> list[Document]:
    if len(keys) > MOST_RELATED:
        raise InvalidValue(f"A text points to at most {MOST_RELATED} others.", field="related_articles")
    texts = Document.objects.filter(translation_key__in=keys, project=document.project_id, trashed_at=None)
    # Of each text the one that was there first, whichever language it is in.
    found = {text.translation_key: text for text in texts.order_by("-pk")}
    for key in keys:
        if key not in found or key == document.translation_key:
            raise InvalidValue(f"There is no other text {key} in this project.", field="related_articles")
    return [found[key] for key in dict.fromkeys(keys)]


def _write(presentation: Presentation, *, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(presentation, name, value)
    if changes:
        presentation.save(update_fields=changes.keys())


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
