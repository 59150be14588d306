"""Find a document by the key that its text has in all languages."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from versioning.exceptions import NotFound
from versioning.models import Actor, Document
from versioning.models.document import original_among
from versioning.policies import Action
from versioning.services.lookups import authorized


@dataclass(frozen=True)
class Translation:
    """`group` has all documents that are the same text, with the original and `document` itself.

    `is_fallback` is set if `document` is the original because the text has no document in the requested language.
    """

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
    """Return the document in this language of the text. `key` is its translation key or the id of a document.

    Without a language, return the document with that id if it is a translation, else the original. One query reads
    project, parent, current version and presentation along. Raises NotFound, NotAllowed.
    """
    user = actor.user.pk
    group = tuple(Document.objects.translations_named(key, project=project_id, kinds=tuple(kinds), user=user))
    original = original_among(group, primary=group[0].project.language) if group else None
    if original is None:
        raise NotFound
    named = _in_language(group, language=language) if language else _translation_of_id(group, key=key)
    document = authorized(actor=actor, document=named or original, action=action)
    return Translation(
        document=document, original=original, group=group, is_fallback=named is None and language is not None
    )


def _in_language(group: tuple[Document, ...], *, language: str) -> Document | None:
    return next((document for document in group if document.language == language), None)


def _translation_of_id(group: tuple[Document, ...], *, key: UUID) -> Document | None:
    return next((document for document in group if document.pk == key != document.translation_key), None)
