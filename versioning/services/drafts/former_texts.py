"""What saves replaced in a draft, to be read or restored. The caller authorizes the actor.

`purge` deletes such texts after some days. Revisions whose text was deleted are not listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from versioning.exceptions import InvalidValue, NotFound
from versioning.models import Blob, Draft, Event, Version
from versioning.models.event import KEPT_IN_EVENTS
from versioning.models.sql.get_or_none import get_or_none
from versioning.services.drafts._former_fields import former_fields
from versioning.services.kernel.snapshots import check_body

GONE = "This text is no longer kept."


@dataclass(frozen=True)
class FormerText:
    """What was in the draft until `save`, the event of the save that replaced it."""

    save: Event

    @property
    def revision(self) -> int:
        """The last revision that had it."""
        return int(self.save.data["revision"]) - 1

    @property
    def blob_id(self) -> int:
        return int(self.save.data["former_body"])

    @property
    def replaced(self) -> list[str]:
        """The fields that the save replaced, among the text and KEPT_IN_EVENTS."""
        # A save of other fields names a former body, too, but the draft still has it.
        text = ["text"] if "body" in self.save.data["fields"] else []
        return [*text, *(name for name in KEPT_IN_EVENTS if name in self.save.data.get("former", {}))]


@dataclass(frozen=True)
class FormerTexts:
    """A page of former texts, newest first. `earlier` is the key for the next page, or None on the last page."""

    texts: Sequence[FormerText]
    earlier: int | None


def list_former_texts(*, draft: Draft, before: int | None, most: int) -> FormerTexts:
    """Return what the `most` saves before the one with the key `before` replaced. No text is read."""
    saves = list(Event.objects.saves_of(draft).before(before).select_related("actor")[: most + 1])
    texts = [text for text in map(FormerText, saves[:most]) if text.replaced]
    kept = set(Blob.objects.of_document(draft.document_id, keys={text.blob_id for text in texts}))
    return FormerTexts(
        texts=[text for text in texts if text.blob_id in kept],
        earlier=saves[most - 1].pk if len(saves) > most else None,
    )


def read_former_text(*, draft: Draft, save: int) -> tuple[FormerText, dict[str, str]]:
    """Return what was replaced, and the title, the description and the body of that revision.

    Raises NotFound if the draft has no such save or its text was purged.
    """
    event = get_or_none(Event.objects.saves_of(draft).select_related("actor").filter(pk=save))
    fields = None if event is None else former_fields(draft=draft, save=event)
    if event is None or fields is None:
        raise NotFound(GONE)
    return FormerText(event), fields


def content_type_to_restore(draft: Draft, *, body: str) -> str:
    """Return the content type under which a former body can be saved again: the draft's, else Markdown.

    A body from before the draft became a block document does not fit the draft's content type.
    """
    try:
        check_body(body=body, content_type=draft.version.content_type)
    except InvalidValue:
        return Version.ContentType.MARKDOWN.value
    return draft.version.content_type
