"""List what links to a document, and which links of a project are broken."""

from versioning.models import Document, DocumentLink, Project
from versioning.models.links.document_link import DocumentLinkQuerySet


def list_links_to(document: Document) -> DocumentLinkQuerySet:
    """Return the links to a document in current texts, newest first, with their documents. The caller authorizes.

    They are up to date as soon as a worker has read the texts that changed.
    """
    return DocumentLink.objects.to_document(document.pk)


def list_broken_links(project: Project) -> DocumentLinkQuerySet:
    """Return the links in current texts that lead to nothing, newest first. The caller authorizes the actor."""
    return DocumentLink.objects.broken_in(project.pk)
