"""Attachments of documents: files of the project, or addresses elsewhere."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.document import Document
from versioning.models.limits import NAME_LENGTH
from versioning.models.version import Version

# The list of a document's attachments has no pages.
MOST_ATTACHMENTS = 100
ADDRESS_LENGTH, SIZE_LENGTH, TYPE_LENGTH = 2000, 50, 100


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> Self:
        """Return the attachments of documents that are not in the trash."""
        return self.filter(document__trashed_at=None)

    def by_document(self, documents: Iterable[Document]) -> "dict[UUID, list[Attachment]]":
        """Return the attachments of each of the documents that has some, in order, with their files."""
        found: dict[UUID, list[Attachment]] = {}
        for row in self.filter(document__in=documents).select_related("file").order_by("pk"):
            found.setdefault(row.document_id, []).append(row)
        return found

    def newest_versions(self) -> list[UUID]:
        """Return the newest version of each document that has one of these attachments."""
        newest = Version.objects.filter(document=OuterRef("document"), trashed_at=None).order_by("-number").values("pk")
        found = self.values_list(Subquery(newest[:1]), flat=True)
        return [pk for pk in found if pk is not None]


class Attachment(models.Model):
    """A file or an address that a document offers beside its text. It never changes.

    All versions of the document share it. As long as it exists, the database refuses to delete the file. `size` and
    `file_type` are what the client says about an address.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="attachments", db_index=False)
    file = models.ForeignKey("versioning.File", models.DO_NOTHING, null=True, related_name="attachments")
    address = models.CharField(max_length=ADDRESS_LENGTH, default="", blank=True)
    name = models.CharField(max_length=NAME_LENGTH)
    size = models.CharField(max_length=SIZE_LENGTH, default="", blank=True)
    file_type = models.CharField(max_length=TYPE_LENGTH, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+", db_index=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "file"), name="one_attachment_per_document_and_file"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, address="") | Q(file=None) & ~Q(address=""),
                name="attachment_has_file_or_address",
            ),
        )

    def __str__(self) -> str:
        return self.name
