"""Projects with their members, workspaces and branches. Only limits are changed here, the rest by API and commands."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from versioning.admin.writing import AdminServiceForm, ServiceAdmin
from versioning.models import Actor, Branch, Membership, Project, Usage, Workspace
from versioning.models.quotas.usage import Limits
from versioning.services.projects.limit_project import limit_project

LIMITS = ("bytes_limit", "versions_limit", "drafts_limit")


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(ReadOnlyInline):
    model = Membership


class WorkspaceInline(ReadOnlyInline):
    model = Workspace


class BranchInline(ReadOnlyInline):
    model = Branch
    fields = ("name", "is_main", "created_at", "created_by", "closed_at")
    readonly_fields = fields


class AdminLimitsForm(AdminServiceForm):
    """Change the project's own limits."""

    class Meta:
        model = Project
        fields = LIMITS

    def write(self, *, actor: Actor, values: dict[str, Any]) -> Project:
        return limit_project(actor=actor, project=self.instance, limits=Limits(*(values[name] for name in LIMITS)))


@admin.register(Project)
class ProjectAdmin(ServiceAdmin):
    list_display = ("name", "slug", "language", "created_at")
    search_fields = ("slug__istartswith", "name__istartswith")
    inlines = (MembershipInline, WorkspaceInline, BranchInline)
    form = AdminLimitsForm
    readonly_fields = ("name", "slug", "description", "language", "created_at", "modified_at", "used")
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "language", "created_at", "modified_at")}),
        (
            "Limits of this project",
            {
                "fields": ("used", *LIMITS),
                "description": "Leave a limit empty to use the server's setting. 0 is no limit. "
                "Bytes are those of texts as they are stored: compressed, as differences.",
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    @admin.display(description="used")
    def used(self, project: Project) -> str:
        used = Usage.objects.of_project(project.pk).total()
        return f"{used.bytes:,} bytes of stored text, {used.versions:,} versions, {used.drafts:,} open drafts"
