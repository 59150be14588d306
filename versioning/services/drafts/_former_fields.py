"""The fields of a draft as they were before one of its saves."""

from versioning.models import Blob, Draft, Event
from versioning.models.event import KEPT_IN_EVENTS
from versioning.models.sql.get_or_none import get_or_none


def former_fields(*, draft: Draft, save: Event) -> dict[str, str] | None:
    """Return the title, the description and the body before the save, or None if the body was purged.

    Raises CorruptBlob.
    """
    blob = get_or_none(Blob.objects.filter(document=draft.document_id, pk=save.data["former_body"]))
    if blob is None:
        return None
    return {**{name: _before(draft, save=save, name=name) for name in KEPT_IN_EVENTS}, "body": blob.read().decode()}


def _before(draft: Draft, *, save: Event, name: str) -> str:
    """Return the value that the next replacement replaced. If there is none, the draft still has the value."""
    replacement = Event.objects.saves_of(draft).filter(pk__gte=save.pk).first_that_replaced(name)
    return str(getattr(draft.version, name) if replacement is None else replacement.data["former"][name])
