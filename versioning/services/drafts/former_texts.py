"""The texts that saves replaced in a draft, for who wants one back. The caller may read the draft.

`purge` takes such texts in its own time; what it took is not listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from versioning.exceptions import NotFound
from versioning.models import Blob, Draft, Event
from versioning.models.sql.get_or_none import get_or_none

GONE = "This text is not kept any more."


@dataclass(frozen=True)
class FormerText:
    """What stood in the draft until `save`, the event that tells by whom it was replaced, and when."""

    save: Event

    @property
    def revision(self) -> int:
        """The last one that had this text."""
        return int(self.save.data["revision"]) - 1

    @property
    def blob_id(self) -> int:
        return int(self.save.data["former_body"])


@dataclass(frozen=True)
class FormerTexts:
    """A page of them, the last first. `earlier` is where the next page goes on; None on the last."""

    texts: Sequence[FormerText]
    earlier: int | None


def list_former_texts(*, draft: Draft, before: int | None, most: int) -> FormerTexts:
    """From `most` saves that came before the one with this key, no text read."""
    saves = list(Event.objects.saves_of(draft).before(before).select_related("actor")[: most + 1])
    texts = [FormerText(save) for save in saves[:most] if "body" in save.data["fields"]]
    kept = set(Blob.objects.of_document(draft.document_id, keys={text.blob_id for text in texts}))
    return FormerTexts(
        texts=[text for text in texts if text.blob_id in kept],
        earlier=saves[most - 1].pk if len(saves) > most else None,
    )


def read_former_text(*, draft: Draft, save: int) -> tuple[FormerText, str]:
    """With the text itself. Raises NotFound where the save is none of this draft's, or its text is kept no more."""
    event = get_or_none(Event.objects.saves_of(draft).select_related("actor").filter(pk=save))
    if event is None:
        raise NotFound(GONE)
    former = FormerText(event)
    blob = get_or_none(Blob.objects.filter(document=draft.document_id, pk=former.blob_id))
    if blob is None:
        raise NotFound(GONE)
    return former, blob.read().decode()
