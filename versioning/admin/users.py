"""People, on Django's own pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from versioning.admin.base import CappedPaginator
from versioning.models import User


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
