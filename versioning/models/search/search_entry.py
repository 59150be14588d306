"""What a search knows of a document: its names, and what readers get of it."""

from typing import Self
from uuid import UUID

from django.db import models

from versioning.models.document import Document
from versioning.models.sql.prepared import Given, PreparedUpdate
from versioning.text.search.plain import as_one_line

TOLD = ("version_id", "title", "names", "description", "text")


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def write(self, entries: "list[SearchEntry]") -> None:
        """In the place of those that their documents have, in one statement."""
        self.bulk_create(entries, update_conflicts=True, unique_fields=("document",), update_fields=TOLD)

    def carry_over(self, document: Document, *, former: UUID | None) -> bool:
        """What is known of the version that readers got, the former one, holds of the one that they get now.

        False, and nothing done, where the document's entry does not tell of the former one. In statements made once.
        """
        values = {"document": document.pk, "former": former, "current": document.current_id}
        title = as_one_line(document.title)
        return any(update.one(**values, title=title) is not None for update in (_SAME_TITLE, _NEW_TITLE))


class SearchEntry(models.Model):
    """One for each document, those in the trash too, written in the transaction that changes what it tells.

    `names` are the slug and the identifier. `description` and `text` are the current version's, in plain words and
    in bounds; both are empty where readers get nothing.
    """

    document = models.OneToOneField("versioning.Document", models.CASCADE, related_name="search_entry")
    # Not a reference: with the index that one has, it would cost more than it is worth.
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
        """Not stored. `description` and `text` (plain, see `text.plain`) are those of its current version."""
        return cls(
            document=document,
            version_id=document.current_id,
            title=as_one_line(document.title),
            names=as_one_line(f"{document.slug} {document.identifier}"),
            description=as_one_line(description),
            text=text,
        )

    def tells_of(self, document: Document) -> bool:
        """It was written since the document was last renamed or another version promoted."""
        wanted = type(self).of(document)
        return (self.version_id, self.title, self.names) == (wanted.version_id, wanted.title, wanted.names)


def _of_former(**title: Given) -> SearchEntryQuerySet:
    found = SearchEntry.objects.filter(document=Given("document", KEY), version_id=Given("former", KEY), **title)
    return found.only("pk")


KEY, TITLE = models.UUIDField(), Given("title", models.TextField())
_CURRENT = Given("current", KEY)
# Where the title stays as well, it is not written: PostgreSQL would make the index of the entry's whole text anew.
_SAME_TITLE = PreparedUpdate(lambda: _of_former(title=TITLE), version_id=_CURRENT)
_NEW_TITLE = PreparedUpdate(_of_former, version_id=_CURRENT, title=TITLE)
