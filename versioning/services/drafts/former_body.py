"""The text that a draft had at one of its revisions."""

from versioning.models import Blob, Draft, Event
from versioning.models.sql.get_or_none import get_or_none


def former_body(*, draft: Draft, revision: int) -> str | None:
    """Return the text, or None if it was purged or the draft never had this revision.

    The event of each save names the body that it replaced. The caller authorizes the actor and reads the draft with its
    text.
    """
    if revision == draft.revision:
        return draft.version.text
    # A draft that was reopened counts its revisions anew, so the newest save of this number is the one.
    save = Event.objects.saves_of(draft).filter(data__revision=revision + 1).first()
    if save is None:
        return None
    blob = get_or_none(Blob.objects.filter(document=draft.document_id, pk=save.data["former_body"]))
    return None if blob is None else blob.read().decode()
