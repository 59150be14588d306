"""The title, the description and the text that a draft had at one of its revisions."""

from versioning.models import Draft, Event
from versioning.services.drafts._former_fields import former_fields


def fields_at_revision(*, draft: Draft, revision: int) -> dict[str, str] | None:
    """Return the fields, or None if the text was purged or the draft never had this revision.

    The event of each save names what it replaced. The caller authorizes the actor and reads the draft with its text.
    Raises CorruptBlob.
    """
    if revision == draft.revision:
        return {"title": draft.version.title, "description": draft.version.description, "body": draft.version.text}
    # A draft that was reopened counts its revisions anew, so the newest save of this number is the one.
    save = Event.objects.saves_of(draft).filter(data__revision=revision + 1).first()
    return None if save is None else former_fields(draft=draft, save=save)
