"""Invariants of links between documents: none crosses the border of a project."""

from django.db.models import F

from versioning.models import DocumentLink, DocumentPath
from versioning.services.invariants.breach import no_row

LINK_INVARIANTS = (
    no_row(
        code="link_of_another_project",
        title="a link is stored in the project of its document",
        sentence="the document with the link belongs to another project",
        rows=lambda: DocumentLink.objects.exclude(source__project=F("project")),
    ),
    no_row(
        code="link_to_another_project",
        title="a link leads to a document of its own project",
        sentence="the document that it leads to belongs to another project",
        rows=lambda: DocumentLink.objects.exclude(target=None).exclude(target__project=F("project")),
    ),
    no_row(
        code="path_of_another_project",
        title="an imported path is a document of its own project",
        sentence="the document of the path belongs to another project",
        rows=lambda: DocumentPath.objects.exclude(document__project=F("project")),
    ),
)
