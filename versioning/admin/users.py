"""People, on Django's own pages."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from versioning.admin.base import CappedPaginator, apply
from versioning.models import Actor, User, Verb
from versioning.services.access.end_sessions import end_sessions
from versioning.services.access.record_account_change import CHANGED, CREATED, PASSWORD_RESET, record_account_change
from versioning.services.people.hand_over_password_link import hand_over_password_link


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
    actions = ("sign_out", "make_password_links")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Accounts are deactivated instead, so that events and versions keep their names."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        if change:
            former = form.initial.get("email", "")
            self._record(request, user=user, verb=CHANGED, fields=form.changed_data, former_email=former)
        else:
            self._record(request, user=user, verb=CREATED)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:
        # Django calls this for the page of another password as well, which has no form of a user.
        if (getattr(request.resolver_match, "url_name", "") or "").endswith("password_change"):
            self._record(request, user=obj, verb=PASSWORD_RESET)
        return super().log_change(request, obj, message)

    @admin.action(description="Sign out everywhere")
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        apply(request, rows=queryset, verb=lambda a, row: end_sessions(actor=a, user=row), done="signed out")

    @admin.action(description="Make links to set new passwords")
    def make_password_links(self, request: HttpRequest, queryset: QuerySet[User]) -> TemplateResponse:
        links: list[tuple[User, str]] = []
        apply(
            request,
            rows=queryset,
            verb=lambda a, row: links.append((row, hand_over_password_link(actor=a, user=row))),
            done="given a link",
        )
        # Not as a message: the link would be kept in a cookie.
        context = {**self.admin_site.each_context(request), "title": "Links to set new passwords", "links": links}
        return TemplateResponse(request, "admin/password_links.html", context)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        if "email" in form.changed_data:
            obj.pending_email, obj.email_confirmed_at = "", None
        super().save_model(request, obj, form, change)

    def _record(self, request: HttpRequest, *, user: User, verb: Verb, **change: Any) -> None:
        assert isinstance(request.user, User)  # noqa: S101  Django let in a user
        record_account_change(actor=Actor(user=request.user), user=user, verb=verb, **change)
