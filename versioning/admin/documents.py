"""Documents: their current version, their open drafts, and actions on them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from versioning.admin.asking import ask_or_do
from versioning.admin.base import ReadOnlyAdmin, apply
from versioning.admin.questions import PROMOTE_NEWEST
from versioning.models import Actor, Document, Draft, Language, Project
from versioning.models.sql.list_index import ordered
from versioning.models.sql.references import IDENTIFIER
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode, fork_document


class LanguageFilter(admin.SimpleListFilter):
    """Offer the languages of the projects. To find those in use, all documents would have to be read."""

    title = parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = Language.objects.order_by("code").values_list("code", flat=True).distinct()
        return [(code, code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class DocumentList(ChangeList):
    """Count the open drafts of the documents on the page only."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        documents = list(self.result_list)
        counts = dict(
            Draft.objects.filter(document__in=[row.pk for row in documents])
            .order_by()
            .values_list("document")
            .annotate(Count("pk"))
        )
        for row in documents:
            row.draft_count = counts.get(row.pk, 0)
        self.result_list = documents


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = (
        "title",
        "identifier",
        "project",
        "kind",
        "current_version",
        "last_number",
        "open_drafts",
        "workflow_status",
        "due_at",
        "assignee",
        "updated_at",
    )
    list_filter = (
        "kind",
        LanguageFilter,
        "hidden",
        ("workflow_status", admin.EmptyFieldListFilter),
        ("trashed_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("project", "current", "workflow_status", "assignee")
    readonly_fields = ("workflow_status", "due_at", "assignee", "workflow_comment")
    search_fields = ("title",)
    search_help_text = "Start of a title or slug, an identifier, or the slug of a project"
    # Newest first, by the only index that spans all projects.
    ordering = ("-id",)
    # Sorting by any other column would sort the whole table.
    sortable_by = ()
    actions = ("fork", "promote_newest", "leave_workflow", "trash", "restore")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DocumentList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        """Search one column, chosen by the form of the term.

        Searching several columns at once would read the whole table.
        """
        term = search_term.strip()
        if IDENTIFIER.fullmatch(term):
            return queryset.filter(identifier=term), False
        # A slug finds all documents of its project.
        project = Project.objects.filter(slug=term).first() if term else None
        if project is not None:
            # Within one project there is another index.
            return ordered(queryset.filter(project=project), ("-updated_at", "-id")), False
        return (queryset.filter(Q(title__istartswith=term) | Q(slug__istartswith=term)) if term else queryset), False

    @admin.display(description="current version")
    def current_version(self, document: Document) -> str:
        if document.trashed_at is not None:
            return "None (in the trash)"
        return "None" if document.current is None else f"Version {document.current.number}"

    @admin.display(description="open drafts")
    def open_drafts(self, document: Any) -> int:
        count: int = document.draft_count
        return count

    @admin.action(description="Fork on the branch main")
    def fork(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=_fork, done="forked")

    @admin.action(description="Make the newest published version current…")
    def promote_newest(self, request: HttpRequest, queryset: QuerySet[Document]) -> TemplateResponse | None:
        return ask_or_do(self, request, queryset.select_related("current"), PROMOTE_NEWEST)

    @admin.action(description="Remove from the workflow")
    def leave_workflow(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=_leave_workflow, done="removed from the workflow")

    @admin.action(description="Move to trash")
    def trash(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: trash_document(actor=a, document=row), done="moved to trash")

    @admin.action(description="Restore from trash")
    def restore(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: restore_document(actor=a, document=row), done="restored")


def _fork(actor: Actor, document: Document) -> None:
    fork_document(actor=actor, document=document, mode=ForkMode.STRICT)


def _leave_workflow(actor: Actor, document: Document) -> None:
    # Documents without a status count as done.
    if document.workflow_status_id is not None:
        set_workflow_status(actor=actor, document=document, status_id=None)
