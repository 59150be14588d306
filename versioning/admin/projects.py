"""Projects with their members, workspaces and branches, read-only. The API and the commands change them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from versioning.admin.base import ReadOnlyAdmin
from versioning.models import Branch, Membership, Project, Workspace


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


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "language", "created_at")
    search_fields = ("slug__istartswith", "name__istartswith")
    inlines = (MembershipInline, WorkspaceInline, BranchInline)
