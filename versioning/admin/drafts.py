"""Open drafts, and actions that end them."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from versioning.admin.asking import ask_or_do
from versioning.admin.base import ReadOnlyAdmin, apply
from versioning.admin.questions import PUBLISH_DRAFT, PUBLISH_FOR_READERS
from versioning.models import Document, Draft
from versioning.models.sql.references import IDENTIFIER
from versioning.services.drafts.discard_draft import discard_draft


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ("identifier", "document", "version", "branch", "outdated", "last_saved_by", "last_saved_at")
    list_filter = (("branch", admin.EmptyFieldListFilter),)
    list_select_related = ("document", "version__document", "branch", "last_saved_by")
    search_fields = ("identifier",)
    search_help_text = "Identifier of a draft or document, or the start of a title"
    ordering = ("-id",)
    # Sorting by any other column would sort the whole table.
    sortable_by = ()
    actions = ("publish", "publish_and_promote", "discard")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Draft], search_term: str
    ) -> tuple[QuerySet[Draft], bool]:
        term = search_term.strip()
        if IDENTIFIER.fullmatch(term):
            documents = Document.objects.filter(identifier=term).values("pk")
            return queryset.filter(Q(identifier=term) | Q(document__in=documents)), False
        return (queryset.filter(version__title__istartswith=term) if term else queryset), False

    @admin.display(boolean=True)
    def outdated(self, draft: Draft) -> bool:
        return draft.is_outdated

    @admin.action(description="Publish only…")
    def publish(self, request: HttpRequest, queryset: QuerySet[Draft]) -> TemplateResponse | None:
        return ask_or_do(self, request, _with_version(queryset), PUBLISH_DRAFT)

    @admin.action(description="Publish and make current…")
    def publish_and_promote(self, request: HttpRequest, queryset: QuerySet[Draft]) -> TemplateResponse | None:
        return ask_or_do(self, request, _with_version(queryset), PUBLISH_FOR_READERS)

    @admin.action(description="Discard (you can reopen it)")
    def discard(self, request: HttpRequest, queryset: QuerySet[Draft]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: discard_draft(actor=a, draft=row), done="discarded")


def _with_version(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    return rows.select_related("version__document__current", "document__current", "base")
