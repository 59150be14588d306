"""Pages of a document's versions for lists."""

from functools import cache
from typing import TYPE_CHECKING, Self, TypeVar

from django.db.models import Model, QuerySet, UUIDField

from versioning.models.differences import difference_annotations
from versioning.models.sql.prepared import Parameter
from versioning.models.sql.prepared_list import BoundList, PreparedList
from versioning.models.version_lookup import PERSON, names_below

if TYPE_CHECKING:
    from versioning.models.document import Document
    from versioning.models.version import Version

Row = TypeVar("Row", bound=Model)

# The columns that a row shows. The document is the same for all rows.
COLUMNS = (
    *("number", "key", "name", "status", "source", "title", "content_type"),
    *("created_at", "modified_at", "published_at"),
    *("author_name", "author_email", "authored_at"),
    *names_below("created_by", PERSON),
)

# The columns that a row of v3's history shows.
HISTORY_COLUMNS = ("number", "status", "created_at", "created_by", "modified_at", "modified_by")


class VersionListQuerySet(QuerySet[Row]):
    """The part of a version's query set that lists use."""

    def in_list(self) -> Self:
        """Read what a row of a list shows, without the document. Of the snapshot, only the title is read."""
        return self.select_related("created_by").only(*COLUMNS).annotate(**difference_annotations())

    def for_choice(self) -> Self:
        """Read what the option of a list shows: number, name, state and date."""
        return self.only("number", "name", "status", "document", "created_at", "authored_at")

    def page_of(self, document: "Document") -> BoundList["Version"]:
        """Return pages of a document's versions that are not in the trash, as `in_list`, prepared."""
        return _of_document(self.model).bind(document=document.pk)

    def page_of_history(self, document: "Document") -> BoundList["Version"]:
        """Return pages of the versions that v3 shows, as `history`, prepared."""
        return _of_history(self.model).bind(document=document.pk)


@cache
def _of_document(model: "type[Version]") -> PreparedList["Version"]:
    return PreparedList(lambda: model.objects.of(Parameter("document", UUIDField())).in_list())


@cache
def _of_history(model: "type[Version]") -> PreparedList["Version"]:
    return PreparedList(lambda: model.objects.history(Parameter("document", UUIDField())))
