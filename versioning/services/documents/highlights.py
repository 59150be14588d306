"""Show why a search found a document."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from versioning.models import Document, SearchEntry
from versioning.text.search.excerpt import Passage, excerpt, highlight_terms
from versioning.text.search.query_parser import Term, parse_query
from versioning.text.search.stems import without_stems


@dataclass(frozen=True)
class Highlights:
    """Passages of the title and of the text or description, with the search terms marked.

    `excerpt` is empty if neither text nor description has a term.
    """

    title: tuple[Passage, ...]
    excerpt: tuple[Passage, ...]


def highlights(documents: Collection[Document], *, asked: str) -> dict[UUID, Highlights]:
    """Return the highlights of each document by its key. The caller authorizes the actor.

    The documents come with their search entries. `asked` is the query that the user typed.
    """
    if not parse_query(asked):
        return {}
    # The words of a search have other stems in each language.
    terms = {language: parse_query(asked, languages=(language,)) for language in {each.language for each in documents}}
    return {
        document.pk: _highlights(document, bodies=_bodies(document), terms=terms[document.language])
        for document in documents
    }


def _bodies(document: Document) -> Sequence[str]:
    """Return the plain texts that the search looked at, not the body. None of a version that is not current."""
    # A document that a search in drafts found may have no entry. After a promotion, the entry is of the former version
    # until the worker comes, and that may be in the trash by now.
    entry: SearchEntry | None = getattr(document, "search_entry", None)
    is_current = entry is not None and entry.version_id == document.current_id
    return (entry.description, entry.text) if entry is not None and is_current else ()


def _highlights(document: Document, *, bodies: Iterable[str], terms: Sequence[Term]) -> Highlights:
    language = document.language
    excerpts = (excerpt(without_stems(text), terms=terms, language=language) for text in bodies)
    return Highlights(
        title=highlight_terms(document.title, terms=terms, language=language),
        excerpt=next(filter(None, excerpts), ()),
    )
