"""Invariants of the search index: it matches the documents."""

from collections.abc import Iterator

from django.db import connection

from versioning.models import Document, SearchEntry
from versioning.models.search.search_catalogue import missing_parts
from versioning.services.invariants.breach import CHUNK, Breach, Invariant, no_row


def _find_outdated() -> Iterator[Breach]:
    entries = SearchEntry.objects.select_related("document").order_by().defer("description", "text")
    for entry in entries.iterator(chunk_size=CHUNK):
        if not entry.is_up_to_date(entry.document):
            yield Breach(
                code="search_entry_outdated",
                table="versioning_searchentry",
                id=str(entry.pk),
                sentence="the search entry does not match its document (run `reindex`)",
            )


def _find_missing_parts() -> Iterator[Breach]:
    # The database itself keeps the index up to date, by triggers or indexes.
    for name in missing_parts(connection):
        yield Breach(
            code="search_index_missing",
            table="versioning_searchentry",
            id=name,
            sentence="a part of the search index is missing",
        )


SEARCH_INVARIANTS = (
    Invariant(title="the search index is complete", find=_find_missing_parts),
    no_row(
        code="search_entry_missing",
        title="every document has a search entry",
        sentence="the document has no search entry (run `reindex`)",
        rows=lambda: Document.objects.without_search_entry(),
    ),
    Invariant(title="every search entry matches its document", find=_find_outdated),
)
