"""What every page of the back office shares."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import cached_property

from versioning.exceptions import VersioningError
from versioning.models import Actor, User

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than a hundred pages: nobody turns more, and counting 100,000 rows is slow."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        found: int = rows.order_by()[:MOST_COUNTED].count()
        return found


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows are looked at; what changes them are the actions, which call the services."""

    list_per_page = 100
    show_full_result_count = False
    # Facets count the rows of every choice.
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
    assert isinstance(request.user, User)  # noqa: S101  the admin lets nobody else in
    return Actor(user=request.user)


def apply(request: HttpRequest, *, rows: Iterable[Model], verb: Callable[[Actor, Any], object], done: str) -> None:
    """Do it to each row through a service; tell each refusal by name, and how many went well."""
    actor, count = actor_of(request), 0
    for row in rows:
        try:
            verb(actor, row)
            count += 1
        except VersioningError as refusal:
            messages.warning(request, f"{row}: {refusal.message}")
    if count:
        messages.success(request, f"{count} {done}.")
