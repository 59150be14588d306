"""Watch and unwatch documents and projects, and the list of what a person watches."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from versioning.models import Document, Project, Scope, Watch
from versioning.policies import require_scope
from versioning.services.lookups import find_project
from versioning.services.notices.unwatch import unwatch
from versioning.services.notices.watch import watch
from versioning.web.desk import DeskView, SeeOther
from versioning.web.library.base import DocumentView
from versioning.web.settings.pages import SettingsPage
from versioning.web.toasts import toast

PAGE = 50


class WatchingPage(SettingsPage):
    """What the person watches, newest first, with a button that ends each watch."""

    section = "watching"
    template = "desk/settings/watching.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        require_scope(actor=self.actor, scope=Scope.READ)
        watches = Watch.objects.visible_to(self.actor).with_places().order_by("-id")
        return self.settings(watches=Paginator(watches, PAGE).get_page(request.GET.get("page")))


class WatchDocumentView(DocumentView):
    """Watch the document and, if it is a category, everything below it. `off` ends it."""

    def post(self, request: HttpRequest, identifier: str) -> HttpResponse:
        document = self.find(identifier)
        _switch(self, document, name=document.title)
        return SeeOther(self.back)


class WatchProjectView(DeskView):
    """Watch all of a project. `off` ends it."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        project = find_project(actor=self.actor, reference=slug)
        _switch(self, project, name=project.name)
        return SeeOther(self.back)

    @property
    def default_back(self) -> str:
        return reverse("desk:project", args=(self.kwargs["slug"],))


def _switch(view: DeskView, place: Document | Project, *, name: str) -> None:
    if "off" in view.request.POST:
        unwatch(actor=view.actor, place=place)
        toast(view.request, f"You no longer watch {name}.")
    else:
        watch(actor=view.actor, place=place)
        toast(view.request, f"You now watch {name}. Publications appear in your notices.")
