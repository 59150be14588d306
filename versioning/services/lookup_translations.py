"""Finding a text in one of its languages, by the id that it has in all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from versioning.exceptions import NotFound
from versioning.models import Actor, Document
from versioning.models.document import original_among
from versioning.policies import Action, authorize


@dataclass(frozen=True)
class Translation:
    """`group` is the text in all its languages; `is_fallback` says that `document` is not in the one asked for."""

    document: Document
    original: Document
    group: tuple[Document, ...]
    is_fallback: bool


def find_translation(
    *,
    actor: Actor,
    project_id: UUID,
    kinds: Collection[str],
    key: UUID,
    language: str | None,
    action: Action = Action.VIEW,
) -> Translation:
    """In one query. `key` is the text's id, or the id of one of its documents.

    Without a language: the document of that id where it is a translation, else the original. In a language that the
    text does not have: the original, as a fallback. Raises NotFound, NotAllowed.
    """
    rows = Document.objects.visible_to(actor).of_text(key, project_id=project_id).filter(kind__in=kinds)
    group = tuple(rows.order_by("language"))
    original = original_among(group, primary=group[0].project.language) if group else None
    if original is None:
        raise NotFound
    actor.learn_role_of(original)
    authorize(actor=actor, action=action, project_id=project_id)
    if language is None:
        document: Document | None = next((one for one in group if one.pk == key != one.translation_key), original)
    else:
        document = next((one for one in group if one.language == language), None)
    return Translation(document=document or original, original=original, group=group, is_fallback=document is None)
