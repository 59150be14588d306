"""The history: who did what to what, and when."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from versioning.admin.base import ReadOnlyAdmin
from versioning.models import Document, Event, User
from versioning.models.sql.references import IDENTIFIER


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "verb", "actor", "project", "document_id", "version_id")
    list_filter = ("verb",)
    list_select_related = ("actor", "project")
    search_fields = ("document",)
    search_help_text = "Identifier of a document, or a username"
    ordering = ("-id",)
    # Sorting by any other column would sort the whole table.
    sortable_by = ()
    # The document or version may be gone, so show its key.
    fields = (
        "at",
        "claimed_at",
        "verb",
        "actor",
        "token",
        "application",
        "project_id",
        "document_id",
        "version_id",
        "data",
    )
    readonly_fields = ("project_id", "document_id", "version_id")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Search by the keys that events are indexed by."""
        term = search_term.strip()
        if IDENTIFIER.fullmatch(term):
            return queryset.filter(document__in=Document.objects.filter(identifier=term).values("pk")), False
        return (queryset.filter(actor__in=User.objects.filter(username=term)) if term else queryset), False
