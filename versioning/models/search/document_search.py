"""Full-text search for documents."""

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Value

from versioning.models.search.search_index import Distance
from versioning.text.search.query_parser import Term, parse_query

Row = TypeVar("Row", bound=models.Model)


class DocumentSearchQuerySet(models.QuerySet[Row]):
    """The part of a document's query set that searches."""

    def matching(self, asked: str) -> Self:
        """The documents that match a search. `text.search.query_parser` describes its syntax.

        The search covers title, slug and identifier, and the description and text of the current version. If it has
        no word, all documents match.
        """
        terms = parse_query(asked)
        # A subquery: both databases run it once, and read only the index.
        return self.filter(pk__in=self._with(terms)) if _wanted(terms) else self._lacking(terms)

    def with_distance(self, asked: str) -> Self:
        """As `matching`, annotated with `distance`. The best match has the lowest distance."""
        terms = parse_query(asked)
        if not _wanted(terms):
            return self._lacking(terms).annotate(distance=Value(0.0))
        near = self.filter(search_entry__index__words__matches=terms)
        return near.annotate(distance=Distance(terms, index="search_entry__index"))

    def _lacking(self, terms: Sequence[Term]) -> Self:
        left = self
        for term in terms:
            left = left.exclude(pk__in=self._with((term._replace(excluded=False),)))
        return left

    def _with(self, terms: Sequence[Term]) -> models.QuerySet[Row, Any]:
        return self.model._default_manager.filter(search_entry__index__words__matches=terms).values("pk")

    def without_search_entry(self) -> Self:
        """The documents that have no search entry, so that no search finds them."""
        return self.filter(search_entry=None)


def _wanted(terms: Sequence[Term]) -> bool:
    return any(not term.excluded for term in terms)
