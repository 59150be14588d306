"""Since when readers see what they see."""

from django.utils import timezone

from versioning.models import Document, Event, Verb


def last_promotion(*, document: Document) -> Event | None:
    """The event that made the current version the current one; None where none tells of it, as after an import."""
    moves = Event.objects.filter(document=document).pointer_moves_until(timezone.now()).select_related("actor")
    move = moves.first()
    return move if move is not None and move.verb == Verb.VERSION_PROMOTED else None
