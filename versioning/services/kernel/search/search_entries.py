"""Write the search entries of documents again, from their current versions."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from versioning.models import Blob, Document, Event, SearchEntry, Verb, Version
from versioning.models.event_feed import BEGINNING, Position
from versioning.services.kernel.delivery.feed_follower import reached
from versioning.services.kernel.search.searchable import SEARCHED, SearchableText, plain_words

# The worker follows these events under this name, and writes the texts that the server leaves to it.
FOLLOWER = "search"
VERBS = (Verb.VERSION_PROMOTED.value,)
# A text that waits for longer than this is a fault that somebody should hear of.
MOST_AWAITED = timedelta(hours=1)


def is_awaited(document: Document) -> bool:
    """Return whether the worker has not come yet to the last promotion of the document, within MOST_AWAITED."""
    promotions = Event.objects.filter(document=document, verb__in=VERBS).order_by("-pk")
    last = promotions.values_list("txid", "pk", "at").first()
    if last is None or last[2] < timezone.now() - MOST_AWAITED:
        return False
    return Position(*last[:2]) > (reached(FOLLOWER) or BEGINNING)


@transaction.atomic
def carry_entry_over(document_id: UUID) -> bool:
    """Move the document's entry to the current version if that has the text of the entry. Return whether it has it."""
    document = Document.objects.select_for_update(no_key=True).filter(pk=document_id).first()
    if document is None:
        return False
    former = SearchEntry.objects.filter(document=document).values_list("version_id", flat=True).first()
    sides = Version.objects.filter(pk__in=[former, document.current_id])
    # One of the versions may be gone, or none current.
    texts = list(sides.values_list(*SEARCHED))
    has_text = len(texts) == 2 and texts[0] == texts[1]
    return has_text and SearchEntry.objects.carry_over(document, former=former)


def renew_entries_of(documents: Sequence[UUID]) -> None:
    """Write the entries of these documents, also of those in the trash. Runs beside any writer.

    The texts are read without a lock, and the entries are written in a short transaction. If another version became
    current or the language changed meanwhile, that writes the entry, or leaves it to the next run.
    """
    plain_texts = _plain_texts(documents)
    with transaction.atomic():
        _write(documents, plain_texts=plain_texts)


def _plain_texts(documents: Sequence[UUID]) -> dict[UUID, SearchableText]:
    rows = Document.objects.filter(pk__in=documents, current__isnull=False)
    bodies = list(rows.values_list("pk", "current__body", "current__content_type", "language"))
    shelf = Blob.objects.delta_store([body for _, body, _, _ in bodies])
    texts = {}
    for pk, body, kind, language in bodies:
        # A missing text is empty, as a damaged one is. `verify` reports both.
        read = shelf.chain(body).text if body in shelf else bytes
        words = plain_words(read, content_type=kind, language=language)
        texts[pk] = SearchableText(body, kind, language, words)
    return texts


def _write(documents: Sequence[UUID], *, plain_texts: dict[UUID, SearchableText]) -> None:
    # The documents are read alone. PostgreSQL would return joined rows as they were before it waited for the lock.
    held = list(Document.objects.filter(pk__in=documents).order_by("pk").select_for_update(no_key=True))
    versions = Version.objects.in_bulk([document.current_id for document in held if document.current_id is not None])
    entries = []
    for document in held:
        if document.current_id is None:
            entries.append(SearchEntry.of(document))
            continue
        current, known = versions[document.current_id], plain_texts.get(document.pk)
        if known is not None and known.is_of(current, language=document.language):
            entries.append(SearchEntry.of(document, description=current.description, text=known.text))
    SearchEntry.objects.write(entries)
