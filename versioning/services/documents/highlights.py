"""Showing why a search found what it found."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from versioning.models import Document, SearchEntry
from versioning.text.search.excerpt import Passage, excerpt, highlight_terms
from versioning.text.search.query_parser import parse_query


@dataclass(frozen=True)
class Highlights:
    """In passages, those told that were asked for; `excerpt` is empty where neither text nor description says it."""

    title: tuple[Passage, ...]
    excerpt: tuple[Passage, ...]


def highlights(documents: Collection[Document], *, asked: str) -> dict[UUID, Highlights]:
    """Of each document that a search found, by its key; in one query. The actor may read all of them."""
    terms = parse_query(asked)
    if not terms:
        return {}
    entries = SearchEntry.objects.filter(document__in=documents).values_list("document", "description", "text")
    said = {pk: (description, text) for pk, description, text in entries}
    return {
        document.pk: Highlights(
            title=highlight_terms(document.title, terms=terms),
            excerpt=next(filter(None, (excerpt(text, terms=terms) for text in said.get(document.pk, ()))), ()),
        )
        for document in documents
    }
