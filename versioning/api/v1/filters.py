"""Query filters of the lists. Methods of the QuerySets select the rows."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.db.models import CharField, Model, QuerySet
from django_filters import rest_framework as filters
from django_filters import utils
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from versioning.models import Document, Event, Language, Verb, Version
from versioning.models.document import DocumentQuerySet
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.prepared_list import BoundList, Narrowed, Narrowing

Row = TypeVar("Row", bound=Model)
# An ordering of documents that needs a search.
RELEVANCE = "relevance"


class FilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Describes the filters of `filtered` in the OpenAPI document."""


def filtered(
    rows: Callable[[], BoundList[Row]], *, view: Any, unprepared: Callable[[], QuerySet[Row]]
) -> BoundList[Row] | QuerySet[Row]:
    """Return the rows that the request's filters leave, prepared if all of them can be.

    `unprepared` are the same rows for the other filters. Raises ValidationError, which names the parameter. Django's
    form for the filters takes time, so it is made only if the request names one.
    """
    request: Request = view.request
    if request.query_params.keys().isdisjoint(view.filterset_class.base_filters):
        return rows()
    filterset = view.filterset_class(data=request.query_params, request=request)
    if not filterset.is_valid():
        raise utils.translate_validation(filterset.errors)
    conditions = filterset.conditions()
    if conditions is not None:
        return rows().narrowed(conditions)
    filterset.queryset = unprepared()
    found: QuerySet[Row] = filterset.qs
    return found


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


class PreparedFilterSet(filters.FilterSet):  # type: ignore[misc]
    """A filter set for lists whose statements are prepared.

    `compared` are filters by the value of a column, each with its lookup. `chosen` are filters by one of few values:
    each value has a statement of its own. With any other filter, the list is not prepared.
    """

    compared: ClassVar[dict[str, str]] = {}
    chosen: ClassVar[dict[str, Callable[[Any, Any], Any]]] = {}

    def conditions(self) -> Narrowed | None:
        """Return what a valid request asks for, or None if it cannot be prepared."""
        given = self.form.cleaned_data
        return self.prepared({name: value for name, value in given.items() if value not in EMPTY_VALUES})

    def prepared(self, asked: dict[str, Any]) -> Narrowed | None:
        """Return the conditions of these filters and their values, or None."""
        if not asked.keys() <= self.compared.keys() | self.chosen.keys():
            return None
        values = {self.compared[name]: value for name, value in asked.items() if name in self.compared}
        few = {name: _once(value) for name, value in asked.items() if name in self.chosen}
        chosen: dict[Hashable, Narrowing] = {
            (name, value): partial(self.chosen[name], value) for name, value in few.items()
        }
        return Narrowed(values, chosen)


def _once(value: Any) -> Hashable:
    """Return a list of choices as one value, the same for each order."""
    return tuple(sorted(set(value))) if isinstance(value, list) else value


_SLUG = Parameter("filter_slug", CharField())


def _in_project_named(rows: DocumentQuerySet) -> DocumentQuerySet:
    return rows.in_project_named(_SLUG)


class DocumentFilter(PreparedFilterSet):
    compared: ClassVar = {
        "workspace": "workspace",
        "parent": "parent",
        "kind": "kind",
        "language": "language",
        "updated_since": "updated_at__gte",
    }
    chosen: ClassVar = {
        "status": lambda value, rows: rows.with_status(value),
        "has_draft": lambda value, rows: rows.having_draft() if value else rows.without_draft(),
        "outdated": lambda value, rows: rows.having_outdated_draft() if value else rows.without_outdated_draft(),
    }

    project = filters.CharFilter(method="in_project", max_length=100, help_text="A project's slug or id.")
    workspace = filters.UUIDFilter(field_name="workspace")
    parent = filters.UUIDFilter(field_name="parent")
    kind = filters.ChoiceFilter(choices=Document.Kind.choices)
    status = filters.ChoiceFilter(choices=Version.Status.choices, method="with_status")
    language = filters.CharFilter(max_length=5)
    search = filters.CharFilter(
        max_length=200,
        help_text=(
            "Finds documents with all the words in title, slug, identifier, description or current text. "
            'Use `"quotes"` for a phrase and `-word` to exclude a word. Words may be unfinished, '
            "and are found in the forms of their language: `using` finds *use*."
        ),
    )
    has_draft = filters.BooleanFilter(method="with_draft")
    outdated = filters.BooleanFilter(method="with_outdated")
    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()

    def prepared(self, asked: dict[str, Any]) -> Narrowed | None:
        project = asked.pop("project", None)
        found = None if self.data.get("ordering") == RELEVANCE else super().prepared(asked)
        if found is None or project is None:
            return found
        try:
            return replace(found, values={**found.values, "project": UUID(project)})
        except ValueError:
            chosen = {**found.chosen, "project named": _in_project_named}
            return replace(found, chosen=chosen, given={_SLUG.name: project})

    def filter_queryset(self, queryset: DocumentQuerySet) -> DocumentQuerySet:
        asked = self.form.cleaned_data.pop("search")
        rows: DocumentQuerySet = super().filter_queryset(queryset)
        if not asked:
            return rows
        # Last of all: in those documents that the other filters leave.
        search = rows.best_matching if self.data.get("ordering") == RELEVANCE else rows.matching
        return search(asked, languages=Language.objects.codes())

    def in_project(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.in_project(value)

    def with_status(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.with_status(value)

    def with_draft(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        return queryset.having_draft() if value else queryset.without_draft()

    def with_outdated(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        return queryset.having_outdated_draft() if value else queryset.without_outdated_draft()


class VersionFilter(PreparedFilterSet):
    compared: ClassVar = {"created_by": "created_by", "created_since": "created_at__gte"}
    chosen: ClassVar = {"status": lambda value, rows: rows.of_statuses(value)}

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


class EventFilter(PreparedFilterSet):
    compared: ClassVar = {
        "project": "project",
        "document": "document",
        "actor": "actor",
        "verb": "verb",
        "since": "at__gte",
    }

    project = filters.UUIDFilter(field_name="project")
    document = filters.UUIDFilter(field_name="document")
    actor = filters.UUIDFilter(field_name="actor")
    verb = filters.ChoiceFilter(choices=Verb.choices)
    since = MomentFilter(field_name="at", lookup_expr="gte")

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()
