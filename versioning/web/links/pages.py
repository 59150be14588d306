"""What links to a document, and the broken links of a project."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from versioning.exceptions import InvalidValue
from versioning.models import DocumentLink, Project
from versioning.models.links.document_link import DocumentLinkQuerySet
from versioning.models.sql.keyset import Keyset
from versioning.services.links.list_links import list_broken_links, list_links_to
from versioning.services.lookups import find_project
from versioning.web.desk import DeskView
from versioning.web.library.base import DocumentView

PAGE = 100


def _page(rows: DocumentLinkQuerySet, request: HttpRequest) -> tuple[list[DocumentLink], str | None, str]:
    """Return the links of one page, the cursor of the next one, and what is wrong with this page's cursor."""
    keyset = Keyset.of_list(request.path, filters=(), order=("-id",))
    try:
        links, more = keyset.page(rows, size=PAGE, cursor=request.GET.get("cursor") or None)
    except InvalidValue as refusal:
        return [], None, refusal.message
    return list(links), more, ""


class LinksHerePage(DocumentView):
    """The documents whose current texts link to a document."""

    def get(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        links, more, fault = _page(list_links_to(document), request)
        return self.document_page(
            "desk/links/here.html",
            status=422 if fault else 200,
            document=document,
            tab="links",
            links=links,
            more=more,
            fault=fault,
        )


class BrokenLinksPage(DeskView):
    """The links of a project that lead to nothing, and where they are."""

    @cached_property
    def project(self) -> Project:
        return find_project(actor=self.actor, reference=self.kwargs["slug"])

    @property
    def default_back(self) -> str:
        return reverse("desk:broken-links", args=(self.kwargs["slug"],))

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        links, more, fault = _page(list_broken_links(self.project), request)
        return self.page(
            "desk/links/broken.html",
            status=422 if fault else 200,
            project=self.project,
            links=links,
            more=more,
            fault=fault,
        )
