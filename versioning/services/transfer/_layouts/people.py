"""Find out what people have changed here, which layouts leave as it is."""

from collections.abc import Iterable

from django.db.models import Q

from versioning.models import Document, Event, Verb


def changed_by_people(document: Document, names: Iterable[str]) -> bool:
    """Return whether anything but a layout has changed one of these fields of the document."""
    named = Q()
    for name in names:
        named |= Q(data__changes__has_key=name)
    changes = Event.objects.filter(named, document=document.pk, verb=Verb.DOCUMENT_UPDATED)
    return changes.exclude(data__has_key="layout").exists()
