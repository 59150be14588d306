"""Keep the search entry of a document: its names, and the text of its current version."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from versioning.models import SearchEntry, Version
from versioning.models.history.blob import cached_text
from versioning.models.sql.rows import insert_row
from versioning.ops.load.costly import run
from versioning.ops.load.deferral import are_search_texts_deferred
from versioning.ops.load.pool import PoolBusy
from versioning.services.kernel.locking import LockedDocument, read_version
from versioning.text.delta.chain import BrokenText
from versioning.text.render.refusals import TooCostly
from versioning.text.search.plain import plain_text

# What searches know of a version beside its title. Equal keys of blobs are equal texts, so no text is read to compare.
SEARCHED = ("body_id", "content_type", "description")


@dataclass(frozen=True)
class SearchableText:
    """The plain text of a body, with its stems in a language.

    `text` is empty if the stored bytes are damaged, which `verify` reports.
    """

    body_id: int
    content_type: str
    language: str
    text: str

    def is_of(self, version: Version, *, language: str) -> bool:
        """Return whether the version still has the body that this text was made of, and its document the language."""
        made_of = (self.body_id, self.content_type, self.language)
        return made_of == (version.body_id, version.content_type, language)


def searchable_text(version: Version) -> SearchableText | None:
    """Return the version's plain text, or None if searches have it already, or get it from a worker.

    This reads the whole text, so call it before the lock is taken.
    """
    return None if are_search_texts_deferred() or matches_current(version) else read_searchable(version)


def matches_current(version: Version) -> bool:
    """Return whether it was forked from the current version and has the same text and description."""
    source = version.source
    return (
        source is not None
        and source.pk == version.document.current_id
        and all(getattr(version, name) == getattr(source, name) for name in SEARCHED)
    )


def plain_words(read: Callable[[], bytes], *, content_type: str, language: str) -> str:
    """Return the text that `read` returns in plain words, or an empty text if it is damaged."""
    try:
        text = read().decode()
    except (BrokenText, UnicodeDecodeError):
        return ""
    try:
        return run(plain_text, text, content_type=content_type, language=language)
    except PoolBusy:
        # What is stored stays, so it must not depend on who else is busy.
        return plain_text(text, content_type=content_type, language=language)
    except TooCostly:
        # No publication fails because of a search. The source has the same words, with some marks among them.
        return text


def add_search_entry(held: LockedDocument) -> None:
    """Insert the entry of a document that was just inserted."""
    insert_row(SearchEntry.of(held.document))


def write_search_entry(
    held: LockedDocument, *, current: Version | None = None, text: SearchableText | None = None
) -> None:
    """Write the document's names and, if one is current, the description and text of that version.

    `text` was read before the lock. It is read again if the version has another body, or the document another language.
    """
    if current is None:
        SearchEntry.objects.replace(SearchEntry.of(held.document))
        return
    if text is None or not text.is_of(current, language=held.document.language):
        text = read_searchable(current)
    SearchEntry.objects.replace(SearchEntry.of(held.document, description=current.description, text=text.text))


def rename_search_entry(held: LockedDocument) -> None:
    """Write the document's names. The text of the current version stays."""
    # Only the names: PostgreSQL would index the whole text again if it were written.
    entry = SearchEntry.of(held.document)
    SearchEntry.objects.filter(document=held.document).update(title=entry.title, names=entry.names)


def forget_former_text(held: LockedDocument, version: Version) -> None:
    """Let no search find the document by a version that readers get no more, if a worker has not done so yet."""
    if are_search_texts_deferred():
        entries = SearchEntry.objects.filter(document=held.document, version_id=version.pk)
        entries.update(version_id=None, description="", text="")


def translate_search_entry(held: LockedDocument) -> None:
    """Write the whole entry again, because words have other stems in the document's new language."""
    current_id = held.document.current_id
    write_search_entry(held, current=None if current_id is None else read_version(held, current_id))


def read_searchable(version: Version) -> SearchableText:
    """Return the version's plain text. The version comes with its document and the chain of its body."""
    body_id, content_type, chain = version.body_id, version.content_type, version.body_chain
    language = version.document.language
    # A draft's text may have been replaced and purged since its row was read.
    read = partial(cached_text, version.document_id, chain) if len(chain) else bytes
    words = plain_words(read, content_type=content_type, language=language)
    return SearchableText(body_id, content_type, language, words)
