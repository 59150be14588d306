"""Find the version that readers saw at a moment in the past."""

from datetime import datetime

from versioning.models import Document, Event, Verb, Version


def version_at(*, document: Document, moment: datetime) -> Version | None:
    """Return the version that was current then, with its text, or None. The caller authorizes the actor."""
    move = Event.objects.filter(document=document).pointer_moves_until(moment).first()
    if move is None or move.version_id is None or move.verb != Verb.VERSION_PROMOTED:
        return None
    version = Version.objects.of(document.pk).with_text().filter(pk=move.version_id).first()
    if version is not None:
        version.document = document
    return version
