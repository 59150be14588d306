"""People: Django's own pages for them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from versioning.admin.base import CappedPaginator
from versioning.models import User


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "display_name", "email", "is_active", "is_staff", "is_service")
    list_filter = ("is_active", "is_staff", "is_service")
    show_full_result_count = False
    paginator = CappedPaginator
