"""Documents as lists show them, each with its current version, a page at a time."""

from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db.models import Model, QuerySet, UUIDField

from versioning.models.finding import SOURCE, names_below
from versioning.models.project import Membership
from versioning.models.sql.prepared import Given
from versioning.models.sql.prepared_list import GivenList, PreparedList
from versioning.models.version_lists import COLUMNS as OF_VERSIONS

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.document import Document

Row = TypeVar("Row", bound=Model)

# What a row shows.
COLUMNS = (
    *("identifier", "title", "project", "workspace", "kind", "slug", "language", "translation_key", "parent", "order"),
    *("hidden", "revision", "last_number", "created_at", "updated_at", "current"),
)
# And of its current version.
CURRENT = (
    *names_below("current", (*OF_VERSIONS, "document", "description", "body", "fields")),
    *names_below("current__source", SOURCE),
)


class ListedDocuments(QuerySet[Row]):
    """What a document's query set knows of lists."""

    def with_current(self) -> Self:
        """Together with the current version and what its `modified_fields` needs; no text."""
        return self.select_related("current__source", "current__created_by")

    def in_list(self) -> Self:
        """With all that a row of a list shows, its current version too; no text."""
        return self.with_current().only(*COLUMNS, *CURRENT)

    def page_visible_to(self, actor: "Actor") -> GivenList["Document"]:
        """Pages of those that the actor may read, as `in_list`, in statements made once for each kind of actor."""
        if actor.sees_every_project:
            return _in_reach(self.model, "").given()
        if actor.token_project_id is not None:
            return _in_reach(self.model, "project").given(project=actor.token_project_id)
        only = Membership.objects.only_one_of(actor.user)
        if only is not None:
            return _in_reach(self.model, "project").given(project=only.project_id)
        return _in_reach(self.model, "user").given(user=actor.user.pk)


@cache
def _in_reach(model: "type[Document]", of: str) -> PreparedList["Document"]:
    """`of` is the `project` or the `user` that is given, or empty for those who see every project."""
    given = Given(of, UUIDField())

    def rows() -> Any:
        all_rows = model.objects.filter(trashed_at=None).in_list()
        if not of:
            return all_rows
        return all_rows.filter(project=given) if of == "project" else all_rows.of_members(given)

    return PreparedList(rows)
