"""The links in the current texts of documents."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from versioning.models.sql.list_index import ListIndex


class DocumentLinkQuerySet(models.QuerySet["DocumentLink"]):
    def to_document(self, document_id: UUID) -> Self:
        """Return the links in other documents to this one, with the documents that they are in. Newest first."""
        links = self.filter(target=document_id, source__trashed_at=None).exclude(source=document_id)
        return links.select_related("source").order_by("-id")

    def broken_in(self, project_id: UUID) -> Self:
        """Return the links of a project that lead to no document, or to one in the trash, with what a list shows."""
        broken = Q(target=None) | Q(target__trashed_at__isnull=False)
        links = self.filter(broken, project=project_id, source__trashed_at=None)
        return links.select_related("source", "target").order_by("-id")


class DocumentLink(models.Model):
    """A link in the current text of `source`. `target` is null if no document of the project is meant by it.

    `address` is the link as the text has it. `name` is that of the document it wants, in the form of a DocumentPath.
    """

    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey("versioning.Document", models.CASCADE, related_name="links", db_index=False)
    target = models.ForeignKey("versioning.Document", models.SET_NULL, null=True, related_name="links_here")
    address = models.TextField()
    name = models.TextField(default="", blank=True)

    objects = DocumentLinkQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "address"), name="one_link_per_document_and_address"),)
        indexes = (
            ListIndex(F("project"), F("id").desc(), name="document_link_project"),
            models.Index(fields=("project", "name"), condition=Q(target=None), name="document_link_broken_name"),
        )

    def __str__(self) -> str:
        return self.address
