"""Change a text in one of its languages: its content, its place, and the state of the translation."""

from django.db import transaction

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges, check_changes, move_translations, replace_place
from versioning.services.documents._steps.revising import plan_revision, revise
from versioning.services.documents._steps.stating import check_state, state_translation
from versioning.services.documents._steps.translating import NewTranslation, check_translation, translate
from versioning.services.documents.lookup_translations import Translation
from versioning.services.documents.new_document import NewText, with_stated_description
from versioning.services.documents.text_changes import TextChanges
from versioning.services.kernel.locking import LockedDocument, lock_document
from versioning.services.kernel.placing import lock_tree


def update_text(
    *,
    actor: Actor,
    translation: Translation,
    language: str | None,
    changes: TextChanges,
    state: str | None = None,
) -> Version:
    """Make all changes or none. Content for a language that the text does not have begins the translation.

    A new parent becomes the parent of the text in each language. Raises what `revise_document`, `translate_document`
    and `set_translation_status` raise, and NotFound if a language that the text does not have gets no content.
    """
    is_original = not translation.is_fallback and translation.document.pk == translation.original.pk
    if is_original and state not in (None, Document.TranslationState.NONE):
        raise InvalidValue("This document is the original, not a translation.", field="translation_option")
    if is_original:
        # Nothing to state: the original is always in the state `none`.
        state = None
    if state is not None:
        check_state(state)
    if translation.is_fallback:
        new = _check_translation(actor=actor, translation=translation, language=language, changes=changes)
        return _translate(actor, new, changes=changes, state=state)
    return _revise(actor, translation.document, changes=changes, state=state)


def _revise(actor: Actor, document: Document, *, changes: TextChanges, state: str | None) -> Version:
    revision = plan_revision(actor=actor, document=document, changes=changes)
    if state is not None:
        authorize(actor=actor, action=Action.SAVE, project_id=document.project_id)
    if changes.is_empty and state is None:
        return revision.target
    with transaction.atomic():
        place = PlaceChanges.lock(changes.place, project_id=document.project_id)
        held = lock_document(document.pk, actor=actor)
        version = revise(held, revision, place=place)
        _finish(held, place=place, state=state)
    return version


def _translate(actor: Actor, new: NewTranslation, *, changes: TextChanges, state: str | None) -> Version:
    with transaction.atomic():
        tree = lock_tree(new.original.project_id)
        opened = translate(actor, new, tree=tree)
        place = PlaceChanges.lock(changes.place, project_id=tree.project_id, tree=tree)
        if place.values:
            replace_place(opened, place)
        _finish(opened, place=place, state=state)
    return opened.version


def _finish(held: LockedDocument, *, place: PlaceChanges, state: str | None) -> None:
    if place.tree is not None and "parent_id" in place.values:
        move_translations(held, tree=place.tree)
    if state is not None:
        state_translation(held, state)


def _check_translation(
    *, actor: Actor, translation: Translation, language: str | None, changes: TextChanges
) -> NewTranslation:
    """Authorize, check and compress the translation, before a lock is taken."""
    if not changes.content or language is None:
        raise NotFound
    original, content = translation.original, changes.content
    actions = (Action.CREATE_DOCUMENT, *((Action.EDIT_DOCUMENT,) if changes.place else ()))
    for action in actions:
        authorize(actor=actor, action=action, project_id=original.project_id)
    check_changes(changes.place)
    text = NewText(title=content.get("title", original.title), body=content.get("body", ""))
    return check_translation(original=original, language=language, text=with_stated_description(text))
