"""What readers saw at a moment of the past."""

from datetime import datetime

from versioning.models import Document, Event, Verb, Version


def version_at(*, document: Document, moment: datetime) -> Version | None:
    """The version that was current at the moment, with text; None where none was. The caller may read the document."""
    move = Event.objects.filter(document=document).pointer_moves_until(moment).first()
    if move is None or move.version_id is None or move.verb != Verb.VERSION_PROMOTED:
        return None
    version = Version.objects.of(document.pk).with_text().filter(pk=move.version_id).first()
    if version is not None:
        version.document = document
    return version
