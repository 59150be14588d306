"""Versions with their text, read-only, and actions on them."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from versioning.admin.asking import ask_or_do
from versioning.admin.base import ReadOnlyAdmin, apply
from versioning.admin.questions import ARCHIVE, PROMOTE, PUBLISH, UNDO_PUBLICATION, restore
from versioning.models import Actor, CorruptBlob, Document, Version
from versioning.models.sql.references import IDENTIFIER
from versioning.services.drafts.fork_document import ForkMode, fork_document
from versioning.services.versions.trash_version import trash_version
from versioning.services.versions.untrash_version import untrash_version

# Every key of a version starts with this.
KEY = "draft_"


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "document", "name", "status", "is_current", "byline", "created_by", "created_at")
    list_filter = ("status", ("trashed_at", admin.EmptyFieldListFilter))
    list_select_related = ("document", "created_by")
    search_fields = ("name",)
    search_help_text = "Identifier of a document, start of a version name or title, or a key"
    ordering = ("-id",)
    # Sorting by any other column would sort the whole table.
    sortable_by = ()
    # The text itself is shown instead of the key of its blob.
    exclude = ("body",)
    readonly_fields = ("stored_text",)
    actions = ("publish", "promote", "undo_publication", "archive", "restore", "fork", "trash", "untrash")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Version], search_term: str
    ) -> tuple[QuerySet[Version], bool]:
        """Search by the form of the term: an identifier, a key, or the start of a name or a title."""
        term = search_term.strip()
        if IDENTIFIER.fullmatch(term):
            return queryset.filter(document__in=Document.objects.filter(identifier=term).values("pk")), False
        if term.startswith(KEY):
            return queryset.filter(key=term), False
        starts = Q(name__istartswith=term) | Q(title__istartswith=term)
        return (queryset.filter(starts) if term else queryset), False

    @admin.display(description="written by")
    def byline(self, version: Version) -> str:
        return version.byline

    @admin.display(description="current", boolean=True)
    def is_current(self, version: Version) -> bool:
        return version.is_current

    @admin.display(description="text")
    def stored_text(self, version: Version) -> SafeString:
        """Return the stored text, or what is wrong with it."""
        try:
            return format_html("<pre>{}</pre>", version.text)
        except CorruptBlob as damage:
            return format_html("<strong>{}</strong>", str(damage))

    @admin.action(description="Publish…")
    def publish(self, request: HttpRequest, queryset: QuerySet[Version]) -> TemplateResponse | None:
        return ask_or_do(self, request, _with_document(queryset), PUBLISH)

    @admin.action(description="Make current…")
    def promote(self, request: HttpRequest, queryset: QuerySet[Version]) -> TemplateResponse | None:
        return ask_or_do(self, request, _with_document(queryset), PROMOTE)

    @admin.action(description="Undo publishing or making current…")
    def undo_publication(self, request: HttpRequest, queryset: QuerySet[Version]) -> TemplateResponse | None:
        return ask_or_do(self, request, _with_document(queryset), UNDO_PUBLICATION)

    @admin.action(description="Archive…")
    def archive(self, request: HttpRequest, queryset: QuerySet[Version]) -> TemplateResponse | None:
        return ask_or_do(self, request, _with_document(queryset), ARCHIVE)

    @admin.action(description="Restore as published")
    def restore(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        # The button that undoes an archiving sends what it must restore.
        seen = {row.pk: request.POST.get(f"seen-{row.pk}", "") for row in queryset}
        apply(request, rows=queryset, verb=lambda a, row: restore(a, row, seen[row.pk]), done="restored")

    @admin.action(description="Fork a draft that is not on a branch")
    def fork(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        apply(request, rows=queryset, verb=_fork, done="forked")

    @admin.action(description="Move to trash")
    def trash(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: trash_version(actor=a, version=row), done="moved to trash")

    @admin.action(description="Restore from trash")
    def untrash(self, request: HttpRequest, queryset: QuerySet[Version]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: untrash_version(actor=a, version=row), done="restored")


def _with_document(rows: QuerySet[Version]) -> QuerySet[Version]:
    return rows.select_related("document__current")


def _fork(actor: Actor, version: Version) -> None:
    fork_document(actor=actor, document=version.document, mode=ForkMode.FREE, source=str(version.pk))
