"""Show why a search found a document."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from versioning.models import Document, SearchEntry
from versioning.text.search.excerpt import Passage, excerpt, highlight_terms
from versioning.text.search.query_parser import parse_query


@dataclass(frozen=True)
class Highlights:
    """Passages of the title and of the text or description, with the search terms marked.

    `excerpt` is empty if neither text nor description has a term.
    """

    title: tuple[Passage, ...]
    excerpt: tuple[Passage, ...]


def highlights(documents: Collection[Document], *, asked: str) -> dict[UUID, Highlights]:
    """Return the highlights of each document by its key, in one query. The caller authorizes the actor.

    `asked` is the query that the user typed.
    """
    terms = parse_query(asked)
    if not terms:
        return {}
    # The plain text that the search looked at, not the body.
    entries = SearchEntry.objects.filter(document__in=documents).values_list("document", "description", "text")
    bodies = {pk: (description, text) for pk, description, text in entries}
    return {
        document.pk: Highlights(
            title=highlight_terms(document.title, terms=terms),
            excerpt=next(filter(None, (excerpt(text, terms=terms) for text in bodies.get(document.pk, ()))), ()),
        )
        for document in documents
    }
