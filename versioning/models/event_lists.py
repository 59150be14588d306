"""Events as lists show them, a page at a time, and to whom."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UUIDField

from versioning.models.access.role import Role
from versioning.models.finding import PERSON, names_below
from versioning.models.project import Membership
from versioning.models.sql.prepared import Given
from versioning.models.sql.prepared_list import GivenList, PreparedList

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.document import Document
    from versioning.models.event import Event

Row = TypeVar("Row", bound=Model)
# Of a query set of events, those that somebody may see.
Reach = Callable[..., Any]

OF_TOKENS = ("token.created", "token.revoked")
# These have no project. Only who manages every project sees them.
OF_ACCOUNTS = ("sign_in.succeeded", "sign_in.failed", "user.created", "user.changed", "user.password_reset")
COLUMNS = (
    *("at", "claimed_at", "verb", "token", "application", "project", "document", "version", "data"),
    *names_below("actor", PERSON),
)


class ListedEvents(QuerySet[Row]):
    """What an event's query set knows of lists."""

    def visible_to(self, actor: "Actor") -> Self:
        """Events of the projects in which the actor has any role; those of tokens where it manages them."""
        reach, given = _reach_of(actor)
        seen: Self = reach(self, **given)
        return seen

    def in_list(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("actor").only(*COLUMNS)

    def page_visible_to(self, actor: "Actor") -> GivenList["Event"]:
        """Pages of `visible_to`, as `in_list`, in statements made once for each kind of actor."""
        reach, given = _reach_of(actor)
        return _within(self.model, reach, tuple(given)).given(**given)

    def page_about(self, document: "Document") -> GivenList["Event"]:
        """The same of one document's."""
        return _within(self.model, _of_document, ("document",)).given(document=document.pk)


def _reach_of(actor: "Actor") -> tuple[Reach, dict[str, UUID]]:
    """And the values that it takes."""
    project = actor.token_project_id
    if actor.sees_every_project:
        return _everything if actor.manages_every_project else _all_but_tokens, {}
    if project is not None:
        return _of_role(actor.role_in(project)), {"project": project}
    only = Membership.objects.only_one_of(actor.user)
    if only is not None:
        return _of_role(only.role), {"project": only.project_id}
    return _of_member, {"user": actor.user.pk}


def _of_role(role: int | None) -> Reach:
    return _of_project if role == Role.MANAGER else _of_project_but_tokens


def _everything(rows: Any) -> Any:
    return rows


def _all_but_tokens(rows: Any) -> Any:
    return rows.exclude(verb__in=(*OF_TOKENS, *OF_ACCOUNTS))


def _of_project(rows: Any, *, project: UUID | Given) -> Any:
    return rows.filter(project=project)


def _of_project_but_tokens(rows: Any, *, project: UUID | Given) -> Any:
    return _all_but_tokens(_of_project(rows, project=project))


def _of_member(rows: Any, *, user: UUID | Given) -> Any:
    # Asked of each event, so that a database walks them from the last one back, and stops where a page is full.
    roles = Membership.objects.filter(project=OuterRef("project"), user=user)
    return rows.filter(Exists(roles), ~Q(verb__in=OF_TOKENS) | Exists(roles.filter(role=Role.MANAGER)))


def _of_document(rows: Any, *, document: UUID | Given) -> Any:
    return rows.filter(document=document)


@cache
def _within(model: "type[Event]", reach: Reach, names: tuple[str, ...]) -> PreparedList["Event"]:
    given = {name: Given(name, UUIDField()) for name in names}
    return PreparedList(lambda: reach(model.objects.in_list(), **given))
