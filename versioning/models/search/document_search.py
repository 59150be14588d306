"""Full-text search for documents.

The fastest way to read matches depends on how many there are, and no database can tell this of words that rarely meet.
So a search first counts them up to a bound, by the index of words. Its statement then begins with the few matches, or
with the few documents that other filters leave, or it walks the list, if matches are many.
"""

from collections.abc import Collection, Sequence
from typing import Any, Self, TypeVar

from django.db import connections, models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce

from versioning.models.search.search_index import Distance, SearchIndex
from versioning.models.sql.any_of import AnyOf, OneOfMany
from versioning.models.sql.list_index import compared
from versioning.text.search.query_parser import Term, parse_query

Row = TypeVar("Row", bound=models.Model)
# How many of the newest matches are ranked. To rank all matches of a common word takes as long as reading all of them.
RANKED = 500
# Up to so many matches, or documents that other filters leave, are looked up by their keys.
FEW = 500


class DocumentSearchQuerySet(models.QuerySet[Row]):
    """The part of a document's query set that searches."""

    def matching(self, asked: str, *, languages: Collection[str] = (), few_rows: int = FEW) -> Self:
        """Return the documents that match a search. `text.search.query_parser` describes syntax and `languages`.

        The search covers title, slug and identifier, and the description and text of the current version. If it has
        no word, all documents match.

        It counts at once: the matches up to FEW, and if they are more, the documents up to `few_rows`. 0 counts none.
        So apply all other filters before.
        """
        terms = parse_query(asked, languages=languages)
        if not _wanted(terms):
            return self._lacking(terms)
        few = SearchIndex.objects.using(self.db).few_matches(terms, most=FEW)
        if few is None:
            rows = self._few_entries(most=few_rows)
            return (self if rows is None else self.filter(search_entry__in=rows))._with(terms)
        if self._is_sqlite:
            # A subquery of few keys is what SQLite begins with. It would not begin with a list of them.
            return self.filter(pk__in=self._having(terms))
        return self.filter(search_entry__in=few)

    def best_matching(self, asked: str, *, languages: Collection[str] = (), few_rows: int = FEW) -> Self:
        """As `matching`, but only the newest RANKED matches, annotated with `distance`. The best has the lowest one.

        Apply all other filters before: the newest matches are chosen among the documents that they leave.
        """
        terms = parse_query(asked, languages=languages)
        if not _wanted(terms):
            return self._lacking(terms).annotate(distance=Value(0.0))
        distance = Distance(terms, index="search_entry__index")
        few = SearchIndex.objects.using(self.db).few_matches(terms, most=min(FEW, RANKED))
        if few is not None:
            return self._ranked(few, terms).annotate(distance=distance)
        rows = self._few_entries(most=few_rows)
        near = self if rows is None else self._of_entries(rows)
        return near.filter(search_entry__index__words__matches=terms)._newest().annotate(distance=distance)

    def _ranked(self, few: Sequence[int], terms: Sequence[Term]) -> Self:
        # FTS5 ranks only what it finds itself.
        if self._is_sqlite:
            return self.filter(search_entry__index__words__matches=terms)
        return self.filter(search_entry__in=few)

    def _of_entries(self, few: Sequence[int]) -> Self:
        if few and self._is_sqlite:
            # FTS5 reads all that it finds once, and would begin a search anew for each key of a list.
            keys = self.model._default_manager.filter(search_entry__in=few).values("search_entry")
            return self.filter(OneOfMany("search_entry__index", keys))
        return self.filter(search_entry__in=few)

    @property
    def _is_sqlite(self) -> bool:
        return connections[self.db].vendor == "sqlite"

    def _few_entries(self, *, most: int) -> list[int] | None:
        """Return the keys of the search entries of the rows, or None if they are more."""
        if not most:
            return None
        # In the order of an index, so that no database reads the whole table.
        order = [F("updated_at").desc(nulls_last=True), F("id").desc(nulls_last=True)]
        if not self._is_sqlite or "project" in compared(self.query):
            order.insert(0, F("project_id").asc())
        keys = self.filter(search_entry__isnull=False).order_by(*order).values_list("search_entry", flat=True)
        few = list(keys[: most + 1])
        return few if len(few) <= most else None

    def _newest(self) -> Self:
        """Return those whose search entries were created last. Most are created with their documents."""
        # Each database has the form that lets it stop early. FTS5 reads its keys in order, from a lowest one on, but
        # would start a search anew for each key of a list. PostgreSQL does not know how few are beyond a lowest one.
        if self._is_sqlite:
            keys = self.order_by("-search_entry__index__entry_id").values("search_entry__index__entry_id")
            lowest = Coalesce(Subquery(keys[RANKED - 1 : RANKED]), 0)
            return self.filter(search_entry__index__entry_id__gte=lowest)
        return self.filter(
            AnyOf("search_entry__pk", self.order_by("-search_entry__pk").values("search_entry__pk")[:RANKED])
        )

    def _lacking(self, terms: Sequence[Term]) -> Self:
        left = self
        for term in terms:
            left = left.exclude(pk__in=self._having((term._replace(excluded=False),)))
        return left

    def _with(self, terms: Sequence[Term]) -> Self:
        """Return the rows that match, if many do."""
        if self._is_sqlite:
            # The keys of the matches are read from the index alone, and the documents in the order of the list.
            keys = SearchIndex.objects.filter(words__matches=terms).values("entry_id")
            return self.filter(OneOfMany("search_entry__pk", keys))
        # A subquery: it is run once, and reads only the index.
        return self.filter(pk__in=self._having(terms))

    def _having(self, terms: Sequence[Term]) -> models.QuerySet[Row, Any]:
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
