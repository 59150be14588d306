"""Give documents the languages that a layout says, and make them translations of each other."""

from django.db import IntegrityError, transaction

from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Document, Verb
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.locking import LockedDocument, lock_document
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.search.searchable import translate_search_entry
from versioning.services.kernel.touching import touch
from versioning.services.transfer._layouts.people import changed_by_people


def set_language(document: Document, *, actor: Actor, language: str, original: Document | None, layout: str) -> bool:
    """Give the document this language, as the translation of the original if there is one.

    Return whether anything changed. A document that is a translation already, or has translations, keeps its language,
    and so does one for which somebody has chosen another here. Call it in a transaction, under the lock of the tree.
    Raises AlreadyExists (language).
    """
    key = document.pk if original is None else original.translation_key
    if not language or (document.translation_key, document.language) == (key, language):
        return False
    held = lock_document(document.pk, actor=actor)
    group = Document.objects.translations_of(held.document.translation_key, project_id=held.document.project_id)
    if held.document.translation_key != held.document.pk or group.count() > 1:
        return False
    if held.document.language != language and changed_by_people(held.document, ("language",)):
        return False
    keep_language(project_id=held.document.project_id, code=language)
    _write(held, language=language, original=original)
    translate_search_entry(held)
    record_change(held, Verb.DOCUMENT_UPDATED, changes={"language": language}, layout=layout)
    document.translation_key, document.language = key, language
    return True


def _write(held: LockedDocument, *, language: str, original: Document | None) -> None:
    document, fields = held.document, ["language"]
    document.language = language
    if original is not None:
        document.translation_key = original.translation_key
        document.stated_translation = Document.TranslationState.TRANSLATED
        document.translated_from_id = Document.objects.values_list("current_id", flat=True).get(pk=original.pk)
        fields += ["translation_key", "stated_translation", "translated_from"]
    try:
        # A savepoint: PostgreSQL refuses all further statements after an error.
        with transaction.atomic():
            touch(held, *fields)
    except IntegrityError as error:
        message = f"The page that it translates has a document in {language} already."
        raise AlreadyExists(message, field="language") from error
