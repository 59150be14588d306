"""Invariants of the search index: it matches the documents."""

from collections.abc import Iterator
from itertools import groupby

from django.db import connection

from versioning.models import Document, File, FileWord, SearchEntry
from versioning.models.files.file_word import words_of
from versioning.models.search.search_catalogue import missing_parts
from versioning.services.invariants.breach import CHUNK, Breach, Invariant, no_row
from versioning.services.kernel.search_entries import is_awaited


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
    """Return whether a worker is yet to write the entry, because a version was promoted a moment ago."""
    document = entry.document
    if entry.version_id == document.current_id or not entry.is_named_as(document):
        return False
    if is_awaited(document):
        return True
    # The worker wrote it after it was read here.
    entry.refresh_from_db()
    return entry.is_up_to_date(entry.document)


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
