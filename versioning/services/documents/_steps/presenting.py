"""Change how readers' sites show a document, in a transaction that locked it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Document, Presentation, Verb
from versioning.services.documents._steps.settings_values import MOST_RELATED
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.search.searchable import rename_search_entry
from versioning.services.kernel.touching import touch


def replace_presentation(
    held: LockedDocument, *, changes: Mapping[str, Any], related_ids: list[UUID] | None = None, slug: str | None = None
) -> None:
    """Replace these fields of the presentation and, if they are given, the related texts and the slug.

    The values are checked. Raises InvalidValue if a related text is not found.
    """
    document, place = held.document, {} if slug is None else {"slug": slug}
    related = None if related_ids is None else _find_related(related_ids, document=document)
    # Most documents have the defaults and no row.
    presentation, _ = Presentation.objects.get_or_create(document=document)
    presentation.document = document
    _write(presentation, changes=changes)
    if related is not None:
        presentation.related.set(related)
    document.slug = place.get("slug", document.slug)
    touch(held, *place)
    if place:
        rename_search_entry(held)
    record_change(
        held,
        Verb.DOCUMENT_PRESENTED,
        changes={name: _as_json(value) for name, value in {**changes, **place}.items()},
        related=None if related is None else [str(other.pk) for other in related],
    )


def _find_related(keys: list[UUID], *, document: Document) -> list[Document]:
    if len(keys) > MOST_RELATED:
        raise InvalidValue(f"A text refers to {MOST_RELATED} others at most.", field="related_articles")
    texts = Document.objects.filter(translation_key__in=keys, project=document.project_id, trashed_at=None)
    # Of each text the document that was there first, whatever its language.
    by_key = {text.translation_key: text for text in texts.order_by("-pk")}
    for key in keys:
        if key not in by_key or key == document.translation_key:
            raise InvalidValue(f"There is no other text {key} in this project.", field="related_articles")
    return [by_key[key] for key in dict.fromkeys(keys)]


def _write(presentation: Presentation, *, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(presentation, name, value)
    if changes:
        presentation.save(update_fields=changes.keys())


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
