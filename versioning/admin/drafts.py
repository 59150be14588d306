"""Open drafts, and what ends them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from versioning.admin.base import ReadOnlyAdmin, apply
from versioning.models import Draft
from versioning.services.discard_draft import discard_draft
from versioning.services.publish_and_promote import publish_and_promote
from versioning.services.publish_version import publish_version


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ("identifier", "document", "version", "branch", "outdated", "last_saved_by", "last_saved_at")
    list_filter = (("branch", admin.EmptyFieldListFilter),)
    list_select_related = ("document", "version__document", "branch", "last_saved_by")
    search_fields = ("identifier__exact", "document__identifier__exact", "version__title__istartswith")
    search_help_text = "An identifier, or the beginning of a title"
    ordering = ("-last_saved_at", "-id")
    actions = ("publish", "publish_and_promote", "discard")

    @admin.display(boolean=True)
    def outdated(self, draft: Draft) -> bool:
        return draft.is_outdated

    @admin.action(description="Publish, without promoting")
    def publish(self, request: HttpRequest, queryset: QuerySet[Draft]) -> None:
        rows = queryset.select_related("version__document")
        apply(request, rows=rows, verb=lambda a, row: publish_version(actor=a, version=row.version), done="published")

    @admin.action(description="Publish and promote")
    def publish_and_promote(self, request: HttpRequest, queryset: QuerySet[Draft]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: publish_and_promote(actor=a, draft=row), done="promoted")

    @admin.action(description="Discard; it can be reopened")
    def discard(self, request: HttpRequest, queryset: QuerySet[Draft]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: discard_draft(actor=a, draft=row), done="discarded")
