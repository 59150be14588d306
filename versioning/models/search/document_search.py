"""Full-text search for documents."""

from collections.abc import Collection, Sequence
from typing import Any, Self, TypeVar

from django.db import connections, models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce

from versioning.models.search.search_index import Distance
from versioning.models.sql.any_of import AnyOf
from versioning.text.search.query_parser import Term, parse_query

Row = TypeVar("Row", bound=models.Model)
# How many of the newest matches are ranked. To rank all matches of a common word takes as long as reading all of them.
RANKED = 500


class DocumentSearchQuerySet(models.QuerySet[Row]):
    """The part of a document's query set that searches."""

    def matching(self, asked: str, *, languages: Collection[str] = ()) -> Self:
        """Return the documents that match a search. `text.search.query_parser` describes syntax and `languages`.

        The search covers title, slug and identifier, and the description and text of the current version. If it has
        no word, all documents match.
        """
        terms = parse_query(asked, languages=languages)
        # A subquery: both databases run it once, and read only the index.
        return self.filter(pk__in=self._with(terms)) if _wanted(terms) else self._lacking(terms)

    def best_matching(self, asked: str, *, languages: Collection[str] = ()) -> Self:
        """As `matching`, but only the newest RANKED matches, annotated with `distance`. The best has the lowest one.

        Apply all other filters before: the newest matches are chosen among the documents that they leave.
        """
        terms = parse_query(asked, languages=languages)
        if not _wanted(terms):
            return self._lacking(terms).annotate(distance=Value(0.0))
        near = self.filter(search_entry__index__words__matches=terms)
        return near._newest().annotate(distance=Distance(terms, index="search_entry__index"))

    def _newest(self) -> Self:
        """Return those whose search entries were created last. Most are created with their documents."""
        # Each database has the form that lets it stop early. FTS5 reads its keys in order, from a lowest one on, but
        # would start a search anew for each key of a list. PostgreSQL does not know how few are beyond a lowest one.
        if connections[self.db].vendor == "sqlite":
            keys = self.order_by("-search_entry__index__entry_id").values("search_entry__index__entry_id")
            lowest = Coalesce(Subquery(keys[RANKED - 1 : RANKED]), 0)
            return self.filter(search_entry__index__entry_id__gte=lowest)
        return self.filter(
            AnyOf("search_entry__pk", self.order_by("-search_entry__pk").values("search_entry__pk")[:RANKED])
        )

    def _lacking(self, terms: Sequence[Term]) -> Self:
        left = self
        for term in terms:
            left = left.exclude(pk__in=self._with((term._replace(excluded=False),)))
        return left

    def _with(self, terms: Sequence[Term]) -> models.QuerySet[Row, Any]:
        return self.model._default_manager.filter(search_entry__index__words__matches=terms).values("pk")

    def without_search_entry(self) -> Self:
        """Return the documents that have no search entry, so that no search finds them."""
        return self.filter(search_entry=None)

    def with_late_search_entry(self) -> Self:
        """Return the documents whose search entry has the text of another version than the current one, or is missing.

        For a moment after a promotion, this is right: a worker writes the text.
        """
        # In SQL, null does not equal null. The entry of a document without a current version has none either.
        of_current = Q(search_entry__version_id=F("current"))
        of_none = Q(search_entry__isnull=False, search_entry__version_id=None, current=None)
        return self.exclude(of_current | of_none)


def _wanted(terms: Sequence[Term]) -> bool:
    return any(not term.excluded for term in terms)
