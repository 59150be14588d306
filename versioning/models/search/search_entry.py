"""Search entries: the names of documents and the text that readers get, as the search index reads them."""

from typing import Self
from uuid import UUID

from django.db import models

from versioning.models.document import Document
from versioning.models.sql.prepared import Parameter, PreparedUpdate
from versioning.models.sql.rows import insert_row
from versioning.text.search.plain import as_one_line
from versioning.text.search.stems import extra_stems, with_stems

INDEXED_FIELDS = ("version_id", "title", "names", "description", "text")


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def write(self, entries: "list[SearchEntry]") -> None:
        """Insert the entries, or replace those of the same documents. One statement."""
        self.bulk_create(entries, update_conflicts=True, unique_fields=("document",), update_fields=INDEXED_FIELDS)

    def replace(self, entry: "SearchEntry") -> None:
        """Replace the entry of a document, or insert it if there is none. Hold the document's lock.

        Prepared statements. The second one runs only if there was no entry.
        """
        # An upsert makes PostgreSQL index a long text twice: in the row to insert, and in the row that it updates.
        values = {name: getattr(entry, name) for name in INDEXED_FIELDS}
        replaced = _REPLACED.one(document=entry.document_id, **values)
        if replaced is None:
            insert_row(entry)
        else:
            entry.pk = replaced.pk

    def carry_over(self, document: Document, *, former: UUID | None) -> bool:
        """Move the document's entry from its former current version to the present one, which has the same text.

        Return False and change nothing if the entry is not of the former version. Prepared statements.
        """
        fresh = SearchEntry.of(document)
        values = {"document": document.pk, "former": former, "current": document.current_id, "title": fresh.title}
        # Two statements, tried in turn. The second one runs only if the title changed.
        return _SAME_TITLE.one(**values) is not None or _NEW_TITLE.one(**values, names=fresh.names) is not None


class SearchEntry(models.Model):
    """The entry of a document. Trashed documents have one.

    It is written in the transaction that changes its values. But the server leaves the text of a new current version to
    a worker, so for a moment the entry may still be of the version that was current before.

    `names` are the slug, the identifier and the extra stems of the title. `description` and `text` are the current
    version's, as plain text of limited length, with their extra stems (`text.search.stems`). Both are empty if there is
    no current version.
    """

    document = models.OneToOneField("versioning.Document", models.CASCADE, related_name="search_entry")
    # Not a foreign key: its index would cost more than it is worth.
    version_id = models.UUIDField(null=True)
    title = models.TextField()
    names = models.TextField()
    description = models.TextField(default="")
    text = models.TextField(default="")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, document: Document, *, description: str = "", text: str = "") -> Self:
        """Return an unsaved entry. `description` and `text` are the current version's, the text by `plain_text`."""
        return cls(
            document=document,
            version_id=document.current_id,
            title=as_one_line(document.title),
            names=f"{_names(document)} {extra_stems(document.title, language=document.language)}".rstrip(),
            description=with_stems(as_one_line(description), language=document.language),
            text=text,
        )

    def is_up_to_date(self, document: Document) -> bool:
        """Return whether the entry has the document's present title, names and current version."""
        return self.version_id == document.current_id and self.is_named_as(document)

    def is_named_as(self, document: Document) -> bool:
        """Return whether the entry has the document's present title and names."""
        fresh = type(self).of(document)
        # Entries from before there were stems have none until `reindex`.
        return self.title == fresh.title and self.names in (fresh.names, _names(document))


def _names(document: Document) -> str:
    return as_one_line(f"{document.slug} {document.identifier}")


def _of_former(**title: Parameter) -> SearchEntryQuerySet:
    entries = SearchEntry.objects.filter(
        document=Parameter("document", KEY), version_id=Parameter("former", KEY), **title
    )
    return entries.only("pk")


KEY, TITLE = models.UUIDField(), Parameter("title", models.TextField())
_CURRENT = Parameter("current", KEY)
# If the title is the same, it is not written. PostgreSQL would index the whole text of the entry again.
_SAME_TITLE = PreparedUpdate(lambda: _of_former(title=TITLE), version_id=_CURRENT)
_NEW_TITLE = PreparedUpdate(_of_former, version_id=_CURRENT, title=TITLE, names=Parameter("names", models.TextField()))
_REPLACED = PreparedUpdate(
    lambda: SearchEntry.objects.filter(document=Parameter("document", KEY)).only("pk"),
    **{field.name: Parameter(field.name, field) for field in SearchEntry._meta.fields if field.name in INDEXED_FIELDS},
)
