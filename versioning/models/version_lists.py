"""A document's versions as lists show them, a page at a time."""

from functools import cache
from typing import TYPE_CHECKING, Self, TypeVar

from django.db.models import Model, QuerySet, UUIDField

from versioning.models.differences import differences
from versioning.models.finding import PERSON, names_below
from versioning.models.sql.prepared import Given
from versioning.models.sql.prepared_list import GivenList, PreparedList

if TYPE_CHECKING:
    from versioning.models.document import Document
    from versioning.models.version import Version

Row = TypeVar("Row", bound=Model)

# What a row shows, beside its document, which is one for all of them.
COLUMNS = (
    *("number", "key", "name", "status", "source", "title", "content_type"),
    *("created_at", "modified_at", "published_at"),
    *("author_name", "author_email", "authored_at"),
    *names_below("created_by", PERSON),
)

# And what a row of v3's history shows.
OF_HISTORY = ("number", "status", "created_at", "created_by", "modified_at", "modified_by")


class ListedVersions(QuerySet[Row]):
    """What a version's query set knows of lists."""

    def in_list(self) -> Self:
        """With all that a row of a document's list shows, but the document; of the snapshot only the title."""
        return self.select_related("created_by").only(*COLUMNS).annotate(**differences())

    def page_of(self, document: "Document") -> GivenList["Version"]:
        """Pages of a document's versions that are not in the trash, as `in_list`, in statements made once."""
        return _of_document(self.model).given(document=document.pk)

    def page_of_history(self, document: "Document") -> GivenList["Version"]:
        """Pages of what v3 knows of them, as `history`, in statements made once."""
        return _of_history(self.model).given(document=document.pk)


@cache
def _of_document(model: "type[Version]") -> PreparedList["Version"]:
    return PreparedList(lambda: model.objects.of(Given("document", UUIDField())).in_list())


@cache
def _of_history(model: "type[Version]") -> PreparedList["Version"]:
    return PreparedList(lambda: model.objects.history(Given("document", UUIDField())))
