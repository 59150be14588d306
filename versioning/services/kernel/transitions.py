"""Change the status of a version or the document's current version."""

from django.db import transaction

from versioning import clock
from versioning.exceptions import NotPublished
from versioning.models import Document, Event, SearchEntry, Verb, Version
from versioning.models.document import original_among
from versioning.models.sql.rows import delete_row, update_row
from versioning.ops.load.deferral import are_search_texts_deferred
from versioning.services.kernel.counting import COUNTS, WordCounts, count_change, set_counts
from versioning.services.kernel.locking import LockedDocument, LockedDraft
from versioning.services.kernel.recording import change_event, record_change
from versioning.services.kernel.search.searchable import (
    SearchableText,
    forget_former_text,
    matches_current,
    rename_search_entry,
    write_search_entry,
)
from versioning.services.kernel.touching import touch


def publish(held: LockedDraft, *, counts: WordCounts | None, message: str = "", name: str | None = None) -> list[Event]:
    """Publish the draft's version and close the draft. Returns the events, not stored.

    `counts` were made before the lock. With `name`, the version is renamed, which is a save of the draft.
    """
    version = held.version
    # A name that did not change leaves no event.
    renaming, renamed_fields = ([], ()) if name in (None, version.name) else _rename(held, str(name))
    version.status = Version.Status.PUBLISHED
    version.published_at, version.published_by = clock.now(), held.actor.user
    counted_fields = _counted_fields(version, counts=counts)
    # One statement: once the status is written, the database lets nobody change the snapshot.
    update_row(version, "status", "published_at", "published_by", *renamed_fields, *counted_fields)
    delete_row(held.draft)
    # The draft's row is gone, and its address should lead to the version.
    data = {"draft": held.draft.identifier} | ({"message": message} if message else {})
    return [*renaming, change_event(held, Verb.VERSION_PUBLISHED, version=version, number=version.number, **data)]


def publish_as_current(
    held: LockedDraft,
    *,
    counts: WordCounts | None,
    text: SearchableText | None,
    message: str = "",
    name: str | None = None,
) -> list[Event]:
    """Publish and promote. Return the events of both, not stored."""
    # One timestamp for the events of one step: by it, `plan_undo` recognizes the step.
    with clock.at(clock.now()):
        published = publish(held, counts=counts, message=message, name=name)
        return [*published, *promote(held, held.version, text=text)]


def _rename(held: LockedDraft, name: str) -> tuple[list[Event], tuple[str, ...]]:
    """Set the name. Returns the event and the names of the changed fields of the version. Both are not stored yet."""
    version, draft = held.version, held.draft
    version.name, version.modified_at, version.modified_by = name, clock.now(), held.actor.user
    # The draft's row is deleted in the same transaction, so its new revision is not written.
    draft.revision += 1
    event = change_event(
        held,
        Verb.DRAFT_SAVED,
        version=version,
        revision=draft.revision,
        fields=["name"],
        former_body=version.body_id,
    )
    return [event], ("name", "modified_at", "modified_by")


def _counted_fields(version: Version, *, counts: WordCounts | None) -> tuple[str, ...]:
    """Set the counts and return the names of their fields, or count after the commit if the text changed since."""
    if counts is None or not counts.is_of(version):
        # Reading a text takes its time, which nobody should wait for. If it fails, the command count_changes does it.
        transaction.on_commit(lambda: count_change(version), robust=True)
        return ()
    set_counts(version, size=counts.size)
    return COUNTS


def promote(held: LockedDocument, version: Version, *, text: SearchableText | None) -> list[Event]:
    """Make the version the current one, for readers and for searches. Returns the events, not stored.

    `text` was read before the lock. Does nothing if the version is current already. Raises NotPublished.
    """
    document = held.document
    if version.status != Version.Status.PUBLISHED:
        raise NotPublished
    if document.current_id == version.pk:
        return []
    is_deferred = are_search_texts_deferred()
    # Asked before the pointer moves, because it compares with the version that is current until then.
    same_text = not is_deferred and matches_current(version)
    former, is_renamed = document.current_id, document.title != version.title
    document.current, document.title = version, version.title
    touch(held, "current", "title", *_translation_fields(document, version=version))
    if is_deferred:
        # The text takes half of the time of a publication. A worker follows promotions and writes it within a second.
        if is_renamed:
            rename_search_entry(held)
    # The entry of the same text is carried over. It may be missing or older, and is written anew then.
    elif not same_text or not SearchEntry.objects.carry_over(document, former=former):
        write_search_entry(held, current=version, text=text)
    return [
        change_event(held, Verb.VERSION_PROMOTED, version=version, number=version.number, former=former and str(former))
    ]


def _translation_fields(document: Document, *, version: Version) -> tuple[str, ...]:
    """Set that a translation translates the original's current version. Returns the names of the fields."""
    # No query for a text that was there first, as most are.
    if document.pk == document.translation_key:
        return ()
    original = original_of(document)
    if original is None:
        return ()
    document.stated_translation = Document.TranslationState.TRANSLATED
    # A version that is older than the original's current one cannot be its translation.
    if original.current is None or version.modified_at >= original.current.modified_at:
        document.translated_from_id = original.current_id
    return ("stated_translation", "translated_from")


def original_of(document: Document) -> Document | None:
    """Return the document that this one translates, with its current version. None if it is the original itself."""
    group = Document.objects.translations_of(document.translation_key, project_id=document.project_id)
    rows = list(group.select_related("project", "current"))
    original = original_among(rows, primary=rows[0].project.language) if rows else None
    return None if original is None or original.pk == document.pk else original


def archive(held: LockedDocument, version: Version) -> None:
    """Archive a published version. If it is current, the document then has no current version."""
    # First the pointer, because a current version is always a published one.
    if held.document.current_id == version.pk:
        clear_pointer(held, version)
    else:
        forget_former_text(held, version)
    version.status, version.archived_at = Version.Status.ARCHIVED, clock.now()
    version.save(update_fields=("status", "archived_at"))
    record_change(held, Verb.VERSION_ARCHIVED, version=version, number=version.number)


def clear_pointer(held: LockedDocument, version: Version) -> None:
    """Leave the document without a current version if this one is current."""
    document = held.document
    if document.current_id != version.pk:
        return
    document.current = None
    touch(held, "current")
    write_search_entry(held)
    record_change(held, Verb.VERSION_UNPROMOTED, version=version, number=version.number)
