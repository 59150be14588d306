"""Documents: what readers see, open drafts, and the acts of forking, promoting, trashing and restoring."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from versioning.admin.base import ReadOnlyAdmin, apply
from versioning.exceptions import NotPublished
from versioning.models import Actor, Document, Draft, Language, Project, Version
from versioning.models.sql.references import IDENTIFIER
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.set_workflow_status import set_workflow_status
from versioning.services.documents.trash_document import trash_document
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.versions.promote_version import promote_version


class LanguageFilter(admin.SimpleListFilter):
    """Offers the languages that projects have: which ones occur among all documents would take reading them all."""

    title = parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = Language.objects.order_by("code").values_list("code", flat=True).distinct()
        return [(code, code) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(language=self.value()) if self.value() else queryset


class DocumentList(ChangeList):
    """Counts the open drafts of those documents alone that the page shows."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = list(self.result_list)
        counts = dict(
            Draft.objects.filter(document__in=[row.pk for row in shown])
            .order_by()
            .values_list("document")
            .annotate(Count("pk"))
        )
        for row in shown:
            row.draft_count = counts.get(row.pk, 0)
        self.result_list = shown


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = (
        "title",
        "identifier",
        "project",
        "kind",
        "readers_see",
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
    search_help_text = "The beginning of a title or slug, a whole identifier, or a project's slug"
    # The newest first, by the one order that is kept for all projects together.
    ordering = ("-id",)
    sortable_by = ()
    actions = ("fork", "promote_newest", "leave_workflow", "trash", "restore")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DocumentList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        """One question at a time, by what the term looks like: any of several at once reads the whole table."""
        term = search_term.strip()
        if IDENTIFIER.fullmatch(term):
            return queryset.filter(identifier=term), False
        project = Project.objects.filter(slug=term).first() if term else None
        if project is not None:
            # Within one project another order is kept.
            return queryset.filter(project=project).order_by("-updated_at", "-id"), False
        return (queryset.filter(Q(title__istartswith=term) | Q(slug__istartswith=term)) if term else queryset), False

    @admin.display(description="readers see")
    def readers_see(self, document: Document) -> str:
        if document.trashed_at is not None:
            return "nothing: in the trash"
        return "nothing yet" if document.current is None else f"version {document.current.number}"

    @admin.display(description="open drafts")
    def open_drafts(self, document: Any) -> int:
        count: int = document.draft_count
        return count

    @admin.action(description="Fork a draft on main")
    def fork(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=_fork, done="forked")

    @admin.action(description="Promote the newest published version")
    def promote_newest(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=_promote_newest, done="promoted")

    @admin.action(description="Take out of the workflow")
    def leave_workflow(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=_leave_workflow, done="taken out of the workflow")

    @admin.action(description="Move to the trash")
    def trash(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: trash_document(actor=a, document=row), done="in the trash")

    @admin.action(description="Restore from the trash")
    def restore(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: restore_document(actor=a, document=row), done="restored")


def _fork(actor: Actor, document: Document) -> None:
    fork_document(actor=actor, document=document, mode=ForkMode.STRICT)


def _leave_workflow(actor: Actor, document: Document) -> None:
    if document.workflow_status_id is not None:
        set_workflow_status(actor=actor, document=document, status_id=None)


def _promote_newest(actor: Actor, document: Document) -> None:
    version = Version.objects.of(document.pk).published().select_related("document").newest_first().first()
    if version is None:
        raise NotPublished
    promote_version(actor=actor, version=version)
