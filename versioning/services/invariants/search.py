"""Invariants of the search index: it matches the documents."""

from collections.abc import Iterator
from itertools import groupby

from django.db import connection

from versioning.models import Document, File, FileWord, SearchEntry
from versioning.models.files.file_word import words_of
from versioning.models.search.search_catalogue import missing_parts
from versioning.services.invariants.breach import CHUNK, Breach, Invariant, no_row
from versioning.services.kernel.search.search_entries import is_awaited


def _find_outdated() -> Iterator[Breach]:
    entries = SearchEntry.objects.select_related("document").order_by().defer("description", "text")
    for entry in entries.iterator(chunk_size=CHUNK):
        if not entry.is_up_to_date(entry.document) and not _is_late(entry):
            yield Breach(
                code="search_entry_outdated",
                table="versioning_searchentry",
                id=str(entry.pk),
                sentence="the search entry does not match its document (run `reindex`)",
            )


def _is_late(entry: SearchEntry) -> bool:
    """Return whether a worker is yet to write the entry, or has just done so, because of a promotion."""
    # It may have been written, or another version promoted, after it was read here.
    fresh = SearchEntry.objects.select_related("document").filter(pk=entry.pk).first()
    if fresh is None or fresh.is_up_to_date(fresh.document):
        return True
    is_late = fresh.version_id != fresh.document.current_id and fresh.is_named_as(fresh.document)
    return is_late and is_awaited(fresh.document)


def _find_wrong_file_words() -> Iterator[Breach]:
    rows = File.objects.order_by("pk").values_list("pk", "name", "alt_text", "words__word").iterator(chunk_size=CHUNK)
    for (pk, name, alt_text), words in groupby(rows, key=lambda row: row[:3]):
        # A file without words has one row without a word.
        if {bytes(row[3] or b"") for row in words} - {b""} != set(words_of(name=name, alt_text=alt_text)):
            yield Breach(
                code="file_words_wrong",
                table=FileWord._meta.db_table,
                id=str(pk),
                sentence="the words by which searches find the file are wrong (run `reindex`)",
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
    Invariant(title="every file is found by its words", find=_find_wrong_file_words),
    Invariant(title="every search entry matches its document", find=_find_outdated),
)
