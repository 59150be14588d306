"""Query filters of the lists. Which rows a word means is the QuerySets' to say."""

from django_filters import rest_framework as filters

from versioning.models import Document, Event, Verb, Version
from versioning.models.document import DocumentQuerySet


class DocumentFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(method="in_project", max_length=100, help_text="A project's slug or id.")
    workspace = filters.UUIDFilter(field_name="workspace")
    parent = filters.UUIDFilter(field_name="parent")
    kind = filters.ChoiceFilter(choices=Document.Kind.choices)
    status = filters.ChoiceFilter(choices=Version.Status.choices, method="with_status")
    language = filters.CharFilter(max_length=5)
    search = filters.CharFilter(method="saying", max_length=200)
    has_draft = filters.BooleanFilter(method="with_draft")
    outdated = filters.BooleanFilter(method="with_outdated")
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()

    def in_project(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.in_project(value)

    def with_status(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.with_status(value)

    def saying(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.saying(value)

    def with_draft(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        return queryset.having_draft() if value else queryset.without_draft()

    def with_outdated(self, queryset: DocumentQuerySet, name: str, value: bool) -> DocumentQuerySet:
        return queryset.having_outdated_draft() if value else queryset.without_outdated_draft()


class VersionFilter(filters.FilterSet):  # type: ignore[misc]
    status = filters.BaseInFilter(field_name="status", help_text="A comma list of draft, published, archived.")
    name = filters.CharFilter(lookup_expr="icontains", max_length=255)
    created_by = filters.UUIDFilter(field_name="created_by")
    created_since = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")

    class Meta:
        model = Version
        fields: tuple[str, ...] = ()


class EventFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.UUIDFilter(field_name="project")
    document = filters.UUIDFilter(field_name="document")
    actor = filters.UUIDFilter(field_name="actor")
    verb = filters.ChoiceFilter(choices=Verb.choices)
    since = filters.IsoDateTimeFilter(field_name="at", lookup_expr="gte")

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()
