"""What holds of searches: they know every document as it is."""

from collections.abc import Iterator

from django.db import connection

from versioning.models import Document, SearchEntry
from versioning.models.search.search_tables import missing_parts
from versioning.services.invariants.breach import CHUNK, Breach, Invariant, no_row


def _find_outdated() -> Iterator[Breach]:
    entries = SearchEntry.objects.select_related("document").order_by().defer("description", "text")
    for entry in entries.iterator(chunk_size=CHUNK):
        if not entry.tells_of(entry.document):
            yield Breach(
                code="search_entry_outdated",
                table="versioning_searchentry",
                id=str(entry.pk),
                sentence="it does not tell of its document as it is; `reindex` mends it",
            )


def _find_missing_parts() -> Iterator[Breach]:
    for name in missing_parts(connection):
        yield Breach(
            code="search_index_missing",
            table="versioning_searchentry",
            id=name,
            sentence="what keeps the index of searches is missing",
        )


SEARCH_INVARIANTS = (
    Invariant(title="the index of searches stands", find=_find_missing_parts),
    no_row(
        code="search_entry_missing",
        title="every document can be searched for",
        sentence="no search finds the document; `reindex` mends it",
        rows=lambda: Document.objects.without_search_entry(),
    ),
    Invariant(title="searches know every document as it is", find=_find_outdated),
)
