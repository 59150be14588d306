"""Pages of documents for lists, each document with its current version."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db.models import Expression, Model, OuterRef, QuerySet, Subquery, UUIDField

from versioning.models.document_tree import DocumentTreeQuerySet
from versioning.models.project import Membership, Project, project_parameters, projects_of
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.prepared_list import BoundList, PreparedList
from versioning.models.version import Version
from versioning.models.version_lists import COLUMNS as OF_VERSIONS
from versioning.models.version_lookup import SOURCE, names_below

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor
    from versioning.models.document import Document

Row = TypeVar("Row", bound=Model)
_Columns = Callable[[Any], Any]

# The columns that a row of a list shows.
COLUMNS = (
    *("identifier", "title", "project", "workspace", "kind", "slug", "language", "translation_key", "parent", "order"),
    *("hidden", "revision", "last_number", "created_at", "updated_at", "current"),
)
# The columns that it shows of the current version.
CURRENT_COLUMNS = (
    *names_below("current", (*OF_VERSIONS, "document", "description", "body", "fields")),
    *names_below("current__source", SOURCE),
)


class DocumentListQuerySet(QuerySet[Row]):
    """The part of a document's query set that lists use."""

    def with_current(self) -> Self:
        """Join the current version and what its `modified_fields` needs. No text is read."""
        return self.select_related("current__source", "current__created_by")

    def in_list(self) -> Self:
        """Read all that a row of a list shows, with its current version. No text is read."""
        return self.with_current().only(*COLUMNS, *CURRENT_COLUMNS)

    def with_newest(self) -> Self:
        """Annotate with `newest_id`, the highest version of the history, drafts included. Lists of v3 show it."""
        newest = Version.objects.filter(document=OuterRef("pk"), trashed_at=None).not_discarded().newest_first()
        return self.annotate(newest_id=Subquery(newest.values("pk")[:1]))

    def in_project(self, reference: str) -> Self:
        """Return documents of the project with this slug or UUID."""
        try:
            return self.filter(project=UUID(reference))
        except ValueError:
            return self.in_project_named(reference)

    def in_project_named(self, slug: str | Expression) -> Self:
        # The subquery finds the key first. With a join, neither database uses the index on the project.
        return self.filter(project=Subquery(Project.objects.filter(slug=slug).values("pk")[:1]))

    def page_visible_to(self, actor: "Actor") -> BoundList["Document"]:
        """Return pages of the documents that the actor may read, as `in_list`, prepared for each kind of actor."""
        # Most people are in few projects. The index of each project then gives its page in the order of the list.
        few = Membership.objects.few_of_actor(actor)
        if len(few) > 1:
            return _in_several(self.model, len(few)).bind(**projects_of(few))
        if few:
            return _in_reach(self.model, "project", DocumentListQuerySet.in_list).bind(project=few[0].project_id)
        return self._bound_to(actor, DocumentListQuerySet.in_list)

    def library_visible_to(self, actor: "Actor") -> BoundList["Document"]:
        """Return pages of the documents that the actor may read, as `for_library`, prepared in the same way."""
        return self._bound_to(actor, DocumentTreeQuerySet.for_library)

    def _bound_to(self, actor: "Actor", columns: _Columns) -> BoundList["Document"]:
        if actor.sees_every_project:
            return _in_reach(self.model, "", columns).bind()
        if actor.token_project_id is not None:
            return _in_reach(self.model, "project", columns).bind(project=actor.token_project_id)
        return _in_reach(self.model, "user", columns).bind(user=actor.user.pk)


@cache
def _in_reach(model: "type[Document]", of: str, columns: _Columns) -> PreparedList["Document"]:
    """`of` names the parameter: `project`, `user`, or empty for actors who see every project.

    `columns` is the method that chooses the columns.
    """
    parameter = Parameter(of, UUIDField())

    def rows() -> Any:
        all_rows: Any = columns(model.objects.filter(trashed_at=None))
        if not of:
            return all_rows
        return all_rows.filter(project=parameter) if of == "project" else all_rows.of_members(parameter)

    return PreparedList(rows)


@cache
def _in_several(model: "type[Document]", count: int) -> PreparedList["Document"]:
    parts = [partial(_of_project, project=project) for project in project_parameters()[:count]]
    return PreparedList(lambda: model.objects.filter(trashed_at=None).in_list(), parts=parts)


def _of_project(rows: Any, *, project: Parameter) -> Any:
    return rows.filter(project=project)
