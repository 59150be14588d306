"""Pages of events for lists, and which events an actor may see."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UUIDField

from versioning.models.access.role import Role
from versioning.models.project import Membership, project_parameters, projects_of
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.prepared_list import BoundList, PreparedList
from versioning.models.version_lookup import PERSON, names_below

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.document import Document
    from versioning.models.event import Event

Row = TypeVar("Row", bound=Model)
# A function that limits a query set of events to those that an actor may see.
Reach = Callable[..., Any]

# Events that name tokens, or addresses of people who were invited. Only managers may see them.
OF_MANAGERS = ("token.created", "token.revoked", "invitation.sent", "invitation.withdrawn")
# These have no project. Only who manages every project sees them.
OF_ACCOUNTS = (
    *("sign_in.succeeded", "sign_in.failed", "session.ended", "application.allowed"),
    *("user.created", "user.changed", "user.password_reset", "user.email_changed"),
)
COLUMNS = (
    *("at", "claimed_at", "verb", "token", "application", "project", "document", "version", "data"),
    *names_below("actor", PERSON),
)


class EventListQuerySet(QuerySet[Row]):
    """The part of an event's query set that lists use."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return events of the actor's projects. OF_MANAGERS are left out unless the actor manages the project."""
        reach, values = _reach_of(actor, Membership.objects.few_of_actor(actor))
        events: Self = reach(self, **values)
        return events

    def in_list(self) -> Self:
        """Read all that a row of a list shows."""
        return self.select_related("actor").only(*COLUMNS)

    def page_visible_to(self, actor: "Actor") -> BoundList["Event"]:
        """Return pages of `visible_to`, as `in_list`, prepared for each kind of actor."""
        few = Membership.objects.few_of_actor(actor)
        if len(few) > 1:
            return _within_several(self.model, tuple(_of_role(each.role) for each in few)).bind(**projects_of(few))
        reach, values = _reach_of(actor, few)
        return _within(self.model, reach, tuple(values)).bind(**values)

    def page_about(self, document: "Document") -> BoundList["Event"]:
        """Return pages of one document's events, as `in_list`."""
        return _within(self.model, _of_document, ("document",)).bind(document=document.pk)


def _reach_of(actor: "Actor", few: "list[Membership]") -> tuple[Reach, dict[str, UUID]]:
    """Return the limit for the actor with these memberships, and the values of its parameters."""
    project = actor.token_project_id
    if actor.sees_every_project:
        return _everything if actor.manages_every_project else _for_all, {}
    if project is not None:
        return _of_role(actor.role_in(project)), {"project": project}
    if len(few) == 1:
        return _of_role(few[0].role), {"project": few[0].project_id}
    return _of_member, {"user": actor.user.pk}


def _of_role(role: int | None) -> Reach:
    return _of_project if role == Role.MANAGER else _of_project_for_all


def _everything(rows: Any) -> Any:
    return rows


def _for_all(rows: Any) -> Any:
    return rows.exclude(verb__in=(*OF_MANAGERS, *OF_ACCOUNTS))


def _of_project(rows: Any, *, project: UUID | Parameter) -> Any:
    return rows.filter(project=project)


def _of_project_for_all(rows: Any, *, project: UUID | Parameter) -> Any:
    return _for_all(_of_project(rows, project=project))


def _of_member(rows: Any, *, user: UUID | Parameter) -> Any:
    # EXISTS for each event: the database walks the events from the newest and stops when the page is full.
    roles = Membership.objects.filter(project=OuterRef("project"), user=user)
    return rows.filter(Exists(roles), ~Q(verb__in=OF_MANAGERS) | Exists(roles.filter(role=Role.MANAGER)))


def _of_document(rows: Any, *, document: UUID | Parameter) -> Any:
    return rows.filter(document=document)


@cache
def _within(model: "type[Event]", reach: Reach, names: tuple[str, ...]) -> PreparedList["Event"]:
    values = {name: Parameter(name, UUIDField()) for name in names}
    return PreparedList(lambda: reach(model.objects.in_list(), **values))


@cache
def _within_several(model: "type[Event]", reaches: tuple[Reach, ...]) -> PreparedList["Event"]:
    parts = [partial(reach, project=project) for reach, project in zip(reaches, project_parameters(), strict=False)]
    return PreparedList(model.objects.in_list, parts=parts)
