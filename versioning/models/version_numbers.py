"""Queries on versions by their numbers, and on the stemma that their sources form."""

from collections.abc import Collection
from typing import Any, Self, TypeVar

from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


class VersionNumberQuerySet(QuerySet[Row]):
    """The part of a version's query set that knows numbers and lineage."""

    def for_stemma(self, *, before: int | None) -> Self:
        """Return what nodes of the stemma show, newest first. `before` is an exclusive upper number."""
        versions = self if before is None else self.filter(number__lt=before)
        return versions.select_related("created_by", "draft__branch").newest_first()

    def lineage(self, *, before: int | None) -> QuerySet[Row, Any]:
        """Return named tuples of the columns that the shape of the stemma needs, newest first."""
        versions = self if before is None else self.filter(number__lt=before)
        columns = ("number", "source__number", "merged__number", "status", "published_at", "name")
        return versions.newest_first().values_list(*columns, named=True)

    def with_lineage(self) -> Self:
        """Newest first, annotated with `source_number` and `merged_number`. The snapshot is not read."""
        rows = self.select_related("created_by", "draft__branch")
        rows = rows.annotate(source_number=F("source__number"), merged_number=F("merged__number"))
        return rows.defer("title", "description", "fields", "content_type", "key").newest_first()

    def below(self, number: int) -> Self:
        """Return the versions with lower numbers, the highest first."""
        return self.filter(number__lt=number).newest_first()

    def above(self, number: int) -> Self:
        """Return the versions with higher numbers, the lowest first."""
        return self.filter(number__gt=number).order_by("number")

    def numbered(self, numbers: Collection[int]) -> Self:
        return self.filter(number__in=numbers)

    def newest_and(self, current: int | None, *, last: int, most: int) -> Self:
        """Return the versions whose numbers are among the last `most` ones, and the one with the number `current`."""
        return self.filter(Q(number__gt=last - most) | Q(number=current))

    def number_before(self, number: int) -> int | None:
        """Return the next lower number among these versions, or None if there is none."""
        return self.filter(number__lt=number).order_by("-number").values_list("number", flat=True).first()

    def number_after(self, number: int) -> int | None:
        return self.filter(number__gt=number).order_by("number").values_list("number", flat=True).first()

    def newest_first(self) -> Self:
        # Order by the number within the document, not by id: PostgreSQL would walk the whole primary key.
        return self.order_by("-number")
