"""The steps that change a version's status or the current pointer. The caller holds the document's lock."""

from typing import Any

from django.db import transaction

from versioning import clock
from versioning.exceptions import NotPublished
from versioning.models import Actor, Document, Draft, Event, SearchEntry, Verb, Version
from versioning.models.document import original_among
from versioning.models.sql.rows import delete_row, update_row
from versioning.services.kernel.counting import COUNTS, Counted, count_change, note_size
from versioning.services.kernel.recording import event_of, record
from versioning.services.kernel.searchable import Said, make_findable, says_as_current


def freeze(
    *, actor: Actor, document: Document, draft: Draft, counted: Counted | None = None, message: str = ""
) -> Event:
    """Publish the draft's version and close the draft; the event to be recorded keeps the message, if there is one.

    `counted` was counted before the lock was taken.
    """
    version = draft.version
    told: dict[str, Any] = {"message": message} if message else {}
    version.status = Version.Status.PUBLISHED
    version.published_at, version.published_by = clock.now(), actor.user
    update_row(version, "status", "published_at", "published_by", *_note_counts(version, counted=counted))
    delete_row(draft)
    return _event(Verb.VERSION_PUBLISHED, actor=actor, document=document, version=version, **told)


def _note_counts(version: Version, *, counted: Counted | None) -> tuple[str, ...]:
    """Which fields are to be written. A text that was saved since is counted when the lock is not held any more.

    Where that fails, `count_changes` makes up for it.
    """
    if counted is None or not counted.is_of(version):
        transaction.on_commit(lambda: count_change(version), robust=True)
        return ()
    note_size(version, size=counted.size)
    return COUNTS


def point_at(*, actor: Actor, document: Document, version: Version, said: Said | None) -> list[Event]:
    """Make it the version that readers get and searches find; `said` was read before the lock was taken.

    Returns what is to be recorded. Raises NotPublished. Where it is current already, nothing happens.
    """
    if version.status != Version.Status.PUBLISHED:
        raise NotPublished
    if document.current_id == version.pk:
        return []
    is_known = says_as_current(version)
    former, document.current, document.title = document.current_id, version, version.title
    touch(actor=actor, document=document, fields=("current", "title", *_note_translation(document, version=version)))
    if not is_known or not SearchEntry.objects.carry_over(document, former=former):
        make_findable(document, current=version, said=said)
    told = former and str(former)
    return [_event(Verb.VERSION_PROMOTED, actor=actor, document=document, version=version, former=told)]


def _event(verb: Verb, *, actor: Actor, document: Document, version: Version, **data: Any) -> Event:
    return event_of(
        actor=actor,
        verb=verb,
        project_id=document.project_id,
        document=document,
        version=version,
        at=clock.now(),
        number=version.number,
        **data,
    )


def _note_translation(document: Document, *, version: Version) -> tuple[str, ...]:
    """A translation that readers get is one of what they get of the original, where it was written after that."""
    if document.pk == document.translation_key:
        return ()
    original = original_of(document)
    if original is None:
        return ()
    document.stated_translation = Document.TranslationState.TRANSLATED
    if not _was_written_before(version, original=original):
        document.translated_from_id = original.current_id
    return ("stated_translation", "translated_from")


def _was_written_before(version: Version, *, original: Document) -> bool:
    """What readers get of the original was changed after this was written, so this does not translate it."""
    return original.current is not None and version.modified_at < original.current.modified_at


def original_of(document: Document) -> Document | None:
    """The document that this one translates; None where it is the original itself."""
    group = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
    original = original_among(group, primary=document.project.language)
    return None if original is None or original.pk == document.pk else original


def clear_pointer(*, actor: Actor, document: Document, version: Version) -> None:
    """Leave the document without a current version, where this one is it."""
    if document.current_id != version.pk:
        return
    document.current = None
    touch(actor=actor, document=document, fields=("current",))
    make_findable(document)
    record(
        actor=actor,
        verb=Verb.VERSION_UNPROMOTED,
        project_id=document.project_id,
        document=document,
        version=version,
        number=version.number,
    )


def touch(*, actor: Actor, document: Document, fields: tuple[str, ...]) -> None:
    """Save these fields of the document as its next revision."""
    document.revision += 1
    document.updated_at, document.updated_by = clock.now(), actor.user
    update_row(document, *fields, "revision", "updated_at", "updated_by")
