"""Shared by all pages of the back office."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property

from versioning.exceptions import VersioningError
from versioning.models import Actor, User

# A hundred pages.
MOST_COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Count at most a hundred pages. Nobody turns more of them, and counting 100,000 rows is slow."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        count: int = rows.order_by()[:MOST_COUNTED].count()
        return count


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show rows. Only actions change them, by calling the services."""

    list_per_page = 100
    # The full count would read the whole table.
    show_full_result_count = False
    # Facets would count the rows of every choice.
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    actions_selection_counter = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in administrator."""
    assert isinstance(request.user, User)  # noqa: S101  the admin admits nobody else
    return Actor(user=request.user)


def apply(request: HttpRequest, *, rows: Iterable[Model], verb: Callable[[Actor, Any], object], done: str) -> None:
    """Call the service for each row. Show each refusal with the name of its row, and the number of successes."""
    actor, count = actor_of(request), 0
    for row in rows:
        # One refused row must not stop the others.
        try:
            verb(actor, row)
            count += 1
        except VersioningError as refusal:
            messages.warning(request, f"{row}: {refusal.message}")
    if count:
        messages.success(request, f"{count} {done}.")
