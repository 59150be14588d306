"""Finding documents by what is in them."""

from collections.abc import Sequence
from typing import Any, Self, TypeVar

from django.db import models

from versioning.models.search_index import Distance
from versioning.text.asking import Term, terms_of

Row = TypeVar("Row", bound=models.Model)
# To rank a document takes reading all that its index knows.
MOST_RANKED = 2000


class WithSearch(models.QuerySet[Row]):
    """Documents, whose search entries the databases have indexed."""

    def saying(self, asked: str) -> Self:
        """Those that a search for this finds: see `text.asking` for what can be asked.

        It looks through title, slug, identifier, and the description and text that readers get. Where nothing that
        could be found is asked for, all are.
        """
        terms = terms_of(asked)
        found = self.filter(pk__in=self._with(terms)) if any(not term.excluded for term in terms) else self
        for term in terms:
            if term.excluded:
                found = found.exclude(pk__in=self._with((term._replace(excluded=False),)))
        return found

    def _with(self, terms: Sequence[Term]) -> models.QuerySet[Row, Any]:
        # A subquery, which both databases answer once, from the index alone.
        return self.model._default_manager.filter(search_entry__index__words__says=terms).values("pk")

    def with_distance(self, asked: str) -> Self:
        """Those that `saying` finds with `distance`: the nearest has the lowest. One word at least must be wanted.

        Of more than MOST_RANKED those that were changed last are ranked, and the others left out.
        """
        terms = terms_of(asked)
        ranked = self.saying(asked).order_by("-updated_at").values("pk")[:MOST_RANKED]
        near = self.filter(search_entry__index__words__says=terms, pk__in=ranked)
        return near.annotate(distance=Distance(terms, index="search_entry__index"))

    def without_search_entry(self) -> Self:
        """Those that no search can find."""
        return self.filter(search_entry=None)
