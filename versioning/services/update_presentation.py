"""Setting how readers' sites show a document."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Document, Presentation, Verb
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.placing import check_place
from versioning.services.recording import record
from versioning.services.storable import check_text
from versioning.services.transitions import touch

MOST_TAGS = 50
LONGEST_TAG = 100
CHANGEABLE = frozenset(
    {
        "seo_title", "description", "allow_comments", "show_table_of_contents", "featured_image_url", "tags",
        "status_indicator", "status_indicator_expires_at", "exclude_from_search", "exclude_from_ai_search",
        "exclude_from_external_search", "requires_acknowledgement", "icon", "category_type",
    }
)  # fmt: skip


def update_presentation(
    *,
    actor: Actor,
    document: Document,
    changes: Mapping[str, Any],
    related_ids: list[UUID] | None = None,
    slug: str | None = None,
) -> Document:
    """Replace those fields that are named (see CHANGEABLE); `related_ids` are texts that readers are pointed to.

    Raises InvalidValue.
    """
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=document.project_id)
    check_presentation(changes)
    if slug is not None:
        check_place({"slug": slug})
    with transaction.atomic():
        stored = lock_document(document.pk)
        related = None if related_ids is None else _find_related(document=stored, keys=related_ids)
        presentation, _ = Presentation.objects.get_or_create(document=stored)
        for name, value in changes.items():
            setattr(presentation, name, value)
        presentation.save()
        if related is not None:
            presentation.related.set(related)
        stored.slug = slug or stored.slug
        touch(actor=actor, document=stored, fields=("slug",))
        record(
            actor=actor,
            verb=Verb.DOCUMENT_PRESENTED,
            project_id=stored.project_id,
            document=stored,
            changes={name: _plain(value) for name, value in changes.items()},
            related=None if related is None else [str(other.pk) for other in related],
            slug=slug,
        )
    stored.stored_presentation = presentation
    return stored


def check_presentation(changes: Mapping[str, Any]) -> None:
    """Raise InvalidValue, naming the field, where one cannot be stored as it is."""
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise InvalidValue(f"{name} cannot be changed.", field=name)
        if isinstance(value, str):
            check_text(value, field=name)
        longest = getattr(Presentation._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and longest is not None and len(value) > longest:
            raise InvalidValue(f"{name} must have {longest} characters at most.", field=name)
    tags = changes.get("tags", [])
    if len(tags) > MOST_TAGS or any(not tag.strip() or len(tag) > LONGEST_TAG for tag in tags):
        raise InvalidValue(f"tags must be {MOST_TAGS} at most, of 1 to {LONGEST_TAG} characters.", field="tags")
    for tag in tags:
        check_text(tag, field="tags")


def _find_related(*, document: Document, keys: list[UUID]) -> list[Document]:
    """Raises InvalidValue where one is not there, or is the document itself."""
    texts = Document.objects.filter(project=document.project_id, trashed_at=None, translation_key__in=keys)
    found = {text.translation_key: text for text in texts.order_by("-pk")}
    missing = [str(key) for key in keys if key not in found or key == document.translation_key]
    if missing:
        raise InvalidValue(f"related_articles: there is no other text {missing[0]}.", field="related_articles")
    return [found[key] for key in dict.fromkeys(keys)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
