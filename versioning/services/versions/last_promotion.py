"""Find since when the current version is current."""

from django.utils import timezone

from versioning.models import Document, Event, Verb


def last_promotion(*, document: Document) -> Event | None:
    """Return the event that made the current version current, or None if there is no such event.

    There is none if no version is current, and after some imports.
    """
    moves = Event.objects.filter(document=document).pointer_moves_until(timezone.now()).select_related("actor")
    move = moves.first()
    return move if move is not None and move.verb == Verb.VERSION_PROMOTED else None
