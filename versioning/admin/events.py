"""Who did what to what, and when."""

from django.contrib import admin

from versioning.admin.base import ReadOnlyAdmin
from versioning.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "verb", "actor", "project", "document_id", "version_id")
    list_filter = ("verb",)
    list_select_related = ("actor", "project")
    search_fields = ("document__identifier__exact", "actor__username__exact")
    search_help_text = "A document's identifier or a username"
    ordering = ("-id",)
    # What it tells of may be gone; its key is still told.
    fields = ("at", "verb", "actor", "token", "application", "project_id", "document_id", "version_id", "data")
    readonly_fields = ("project_id", "document_id", "version_id")
