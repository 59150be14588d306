"""All documents that one may read."""

from django.http import HttpRequest, HttpResponse

from versioning.models import Document
from versioning.web.desk import DeskView

MOST = 50


class LibraryPage(DeskView):
    """The ones changed last."""

    def get(self, request: HttpRequest) -> HttpResponse:
        documents = Document.objects.visible_to(self.actor).with_current().order_by("-updated_at", "-id")[:MOST]
        return self.page("desk/library.html", documents=documents)
