"""Query filters of the lists. Methods of the QuerySets select the rows."""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from versioning.models import Document, Event, Verb, Version
from versioning.models.document import DocumentQuerySet

# An ordering of documents that needs a search.
RELEVANCE = "relevance"


class FilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Filter only if the request names a filter. Django's form for the filters takes time."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        return super().filter_queryset(request, queryset, view) if names_filter(request, view) else queryset


def names_filter(request: Request, view: Any) -> bool:
    """Return True if the request names a filter of the view's list."""
    return not request.query_params.keys().isdisjoint(view.filterset_class.base_filters)


class MomentField(IsoDateTimeField):  # type: ignore[misc]
    """A form field for a moment, converted to UTC."""

    def clean(self, value: str) -> datetime | None:
        moment: datetime | None = super().clean(value)
        # A moment of the year 1 or 9999 can leave the range of years when converted.
        try:
            return None if moment is None else moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError("Send a moment whose year in UTC is between 1 and 9999.") from error


class MomentFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]
    """A filter by a moment that exists in UTC."""

    field_class = MomentField


class ChoicesFilter(filters.BaseInFilter, filters.ChoiceFilter):  # type: ignore[misc]
    """A filter by a list of choices, separated by commas."""


class DocumentFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(method="in_project", max_length=100, help_text="A project's slug or id.")
    workspace = filters.UUIDFilter(field_name="workspace")
    parent = filters.UUIDFilter(field_name="parent")
    kind = filters.ChoiceFilter(choices=Document.Kind.choices)
    status = filters.ChoiceFilter(choices=Version.Status.choices, method="with_status")
    language = filters.CharFilter(max_length=5)
    search = filters.CharFilter(
        method="saying",
        max_length=200,
        help_text=(
            "Finds documents with all the words in title, slug, identifier, description or current text. "
            'Use `"quotes"` for a phrase and `-word` to exclude a word. The last word may be unfinished.'
        ),
    )
    has_draft = filters.BooleanFilter(method="with_draft")
    outdated = filters.BooleanFilter(method="with_outdated")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: DocumentQuerySet) -> DocumentQuerySet:
        by_relevance = self.data.get("ordering") == RELEVANCE
        asked = self.form.cleaned_data.pop("search") if by_relevance else ""
        rows: DocumentQuerySet = super().filter_queryset(queryset)
        # Last of all: the best of those documents that the other filters leave.
        return rows.best_matching(asked) if by_relevance else rows

    def in_project(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.in_project(value)

    def with_status(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.with_status(value)

    def saying(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.matching(value)

    def with_draft(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        return queryset.having_draft() if value else queryset.without_draft()

    def with_outdated(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        return queryset.having_outdated_draft() if value else queryset.without_outdated_draft()


class VersionFilter(filters.FilterSet):  # type: ignore[misc]
    status = ChoicesFilter(
        field_name="status",
        lookup_expr="in",
        choices=Version.Status.choices,
        help_text="One or more of draft, published and archived, separated by commas.",
    )
    name = filters.CharFilter(lookup_expr="icontains", max_length=255)
    created_by = filters.UUIDFilter(field_name="created_by")
    created_since = MomentFilter(field_name="created_at", lookup_expr="gte")

    class Meta:
        model = Version
        fields: tuple[str, ...] = ()


class EventFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.UUIDFilter(field_name="project")
    document = filters.UUIDFilter(field_name="document")
    actor = filters.UUIDFilter(field_name="actor")
    verb = filters.ChoiceFilter(choices=Verb.choices)
    since = MomentFilter(field_name="at", lookup_expr="gte")

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()
