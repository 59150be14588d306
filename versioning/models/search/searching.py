"""Finding documents by what is in them."""

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Value

from versioning.models.search.search_index import Distance
from versioning.text.search.query_parser import Term, parse_query

Row = TypeVar("Row", bound=models.Model)


class WithSearch(models.QuerySet[Row]):
    """Documents, whose search entries the databases have indexed."""

    def saying(self, asked: str) -> Self:
        """Those that a search for this finds: see `text.asking` for what can be asked.

        It looks through title, slug, identifier, and the description and text that readers get. Where nothing that
        could be found is asked for, all are.
        """
        terms = parse_query(asked)
        # A subquery, which both databases answer once, from the index alone.
        return self.filter(pk__in=self._with(terms)) if _wanted(terms) else self._lacking(terms)

    def with_distance(self, asked: str) -> Self:
        """Those that `saying` finds, with `distance`: the nearest to what was asked for has the lowest."""
        terms = parse_query(asked)
        if not _wanted(terms):
            return self._lacking(terms).annotate(distance=Value(0.0))
        near = self.filter(search_entry__index__words__says=terms)
        return near.annotate(distance=Distance(terms, index="search_entry__index"))

    def _lacking(self, terms: Sequence[Term]) -> Self:
        left = self
        for term in terms:
            left = left.exclude(pk__in=self._with((term._replace(excluded=False),)))
        return left

    def _with(self, terms: Sequence[Term]) -> models.QuerySet[Row, Any]:
        return self.model._default_manager.filter(search_entry__index__words__says=terms).values("pk")

    def without_search_entry(self) -> Self:
        """Those that no search can find."""
        return self.filter(search_entry=None)


def _wanted(terms: Sequence[Term]) -> bool:
    return any(not term.excluded for term in terms)
