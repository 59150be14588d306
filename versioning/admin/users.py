"""People, on Django's own pages."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from versioning.admin.base import CappedPaginator, apply
from versioning.models import Actor, User, Verb
from versioning.services.access.end_sessions import end_sessions
from versioning.services.access.record_account_change import CHANGED, CREATED, PASSWORD_RESET, record_account_change


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "display_name", "email", "is_active", "is_staff", "is_service")
    list_filter = ("is_active", "is_staff", "is_service")
    search_fields = ("username__istartswith", "email__istartswith", "first_name__istartswith", "last_name__istartswith")
    search_help_text = "Start of a username, email address or name"
    # As in ReadOnlyAdmin: counting every row is slow.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    actions = ("sign_out",)

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> Any:
        self._record(request, user=obj, verb=CREATED)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        # Django calls this for the page of another password as well.
        changed = getattr(request.resolver_match, "url_name", "") or ""
        self._record(request, user=obj, verb=PASSWORD_RESET if changed.endswith("password_change") else CHANGED)
        return super().log_change(request, obj, message)

    @admin.action(description="Sign out everywhere")
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: end_sessions(actor=a, user=row), done="signed out")

    def _record(self, request: HttpRequest, *, user: User, verb: Verb) -> None:
        assert isinstance(request.user, User)  # noqa: S101  Django let in a user
        record_account_change(actor=Actor(user=request.user), user=user, verb=verb)
