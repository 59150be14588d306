"""Changing a text in one of its languages: its content, its place, and how far its translation has come."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.documents._plan_revision import plan_revision
from versioning.services.documents.lookup_translations import Translation
from versioning.services.documents.move_text import move_text
from versioning.services.documents.revise_document import OnPublished, revise_document
from versioning.services.documents.set_translation_status import set_translation_status
from versioning.services.documents.translate_document import translate_document
from versioning.services.kernel.snapshots import check_body
from versioning.services.kernel.store_body import pack_body


def update_text(
    *,
    actor: Actor,
    translation: Translation,
    language: str | None,
    content: Mapping[str, Any],
    place: Mapping[str, Any],
    number: int | None = None,
    on_published: OnPublished = OnPublished.REFUSE,
    state: str | None = None,
    origin: str = "",
) -> Version:
    """All of it or nothing. Content for a language that the text does not have yet begins the translation.

    All languages of a text stand below one category: a new parent is that of each.

    Raises what `revise_document`, `translate_document` and `set_translation_status` raise, and NotFound if a language
    that the text does not have is given no content.
    """
    is_original = not translation.is_fallback and translation.document.pk == translation.original.pk
    if is_original and state not in (None, Document.TranslationState.NONE):
        raise InvalidValue("This is the original, and no translation.", field="translation_option")
    document, plan, beginning = translation.document, None, None
    if translation.is_fallback:
        beginning = _beginning(actor=actor, translation=translation, language=language, content=content)
    else:
        plan = plan_revision(actor=actor, document=document, content=content, place=place, number=number)
    with transaction.atomic():
        if beginning is not None:
            document, content, number = translate_document(actor=actor, **beginning).document, {}, None
        version = revise_document(
            actor=actor,
            document=document,
            content=content,
            place=place,
            number=number,
            on_published=on_published,
            origin=origin,
            plan=plan,
        )
        if "parent_id" in place:
            move_text(actor=actor, document=document, parent_id=place["parent_id"])
        if state is not None and not is_original:
            set_translation_status(actor=actor, document=document, state=state)
    return version


def _beginning(
    *, actor: Actor, translation: Translation, language: str | None, content: Mapping[str, Any]
) -> dict[str, Any]:
    """What `translate_document` takes; the text is compressed here, before any lock is taken."""
    if not content or language is None:
        raise NotFound
    original, body = translation.original, content.get("body", "")
    authorize(actor=actor, action=Action.CREATE_DOCUMENT, project_id=original.project_id)
    packed = pack_body(data=check_body(body=body, content_type=""))
    title = content.get("title", original.title)
    return {"original": original, "language": language, "title": title, "body": body, "packed": packed}
