"""Views under `/docs/`: the API reference, the OpenAPI documents, the tour and the pages of errors."""

from threading import Lock
from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.settings import patched_settings
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, TemplateHTMLRenderer
from rest_framework.request import Request

from versioning.api.problems import PAGES
from versioning.models import Actor, Project, User

# Overrides SPECTACULAR_SETTINGS for the document of v3. Client generators name their package after the title.
V3_SETTINGS: dict[str, Any] = {
    "TITLE": "Stemma V3",
    "DESCRIPTION": (
        "Projects, articles and categories, their versions and forks, compatible with Document360's API v3. "
        "[Moving from other products](/docs/moving/) lists what works and what differs. "
        "Every error is a problem document with a page under [Errors](/docs/errors/)."
    ),
    "SCHEMA_PATH_PREFIX": "/v3",
    "TAGS": [
        {"name": "projects", "description": "The projects that a token can read."},
        {"name": "project-versions", "description": "Project versions divide the articles of a project."},
        {"name": "workspaces", "description": "Project versions under the name of later clients."},
        {"name": "articles", "description": "Articles: write, fork, publish, unpublish, settings and versions."},
        {"name": "categories", "description": "Categories, which are also texts with versions."},
        {"name": "users", "description": "The members of a project."},
        {"name": "languages", "description": "The languages of a project."},
        {"name": "drive", "description": "The folders and files of a project."},
        {"name": "workflow-statuses", "description": "The workflow statuses of a project."},
    ],
}


def tour(request: HttpRequest) -> HttpResponse:
    """Show the tour with curl. Its commands have this server's address and, if signed in, one of your projects."""
    project = None
    # The page is public. Only people who signed in have a project to put into the commands.
    if isinstance(request.user, User):
        project = Project.objects.visible_to(Actor(user=request.user)).order_by("slug").first()
    page = {"address": request.build_absolute_uri("/").rstrip("/"), "project": project and project.slug}
    return render(request, "pages/tour.html", page)


def error_index(request: HttpRequest) -> HttpResponse:
    """List all errors by status."""
    # The table holds v3 and /api/v1 together, since both point to these pages.
    problems = sorted(PAGES.values(), key=lambda problem: (problem.status, problem.name))
    return render(request, "pages/errors.html", {"problems": problems})


def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """Explain one error and its cure. Raises Http404 for an unknown name."""
    if name not in PAGES:
        raise Http404
    return render(request, "pages/error.html", {"problem": PAGES[name]})


class FormatNegotiation(DefaultContentNegotiation):
    """Choose the format by `?format=json` or `?format=yaml`, or else by Accept.

    In the APIs themselves, `format` is an ordinary parameter.
    """

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE="format")  # type: ignore[assignment]


# Each document in each format that somebody asked for. All stay the same until the server starts again.
_documents: dict[tuple[type[SpectacularAPIView], type[BaseRenderer]], HttpResponse] = {}
# The generator changes settings for as long as it works, so no other thread may use it. And it takes a second.
_generator = Lock()


class SchemaView(SpectacularAPIView):
    """The OpenAPI document of /api/v1. It is public, as the reference is, and generated once."""

    # Swagger UI and client generators choose the format in the address.
    content_negotiation_class = FormatNegotiation

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = type(self), type(request.accepted_renderer)
        with _generator:
            if key not in _documents:
                _documents[key] = self._generate(request)
        known = _documents[key]
        return HttpResponse(known.content, headers=known.headers)

    def _generate(self, request: Request) -> HttpResponse:
        with patched_settings(self.custom_settings):
            response = self.finalize_response(request, self._get_schema_response(request))  # type: ignore[no-untyped-call]
            rendered: HttpResponse = response.render()
            return rendered

    def _get_version_parameter(self, request: Request) -> None:
        """Ignore `?version=`: there is one version."""


class V3SchemaView(SchemaView):
    """The OpenAPI document of /v3."""

    custom_settings = V3_SETTINGS


class ReferenceView(SpectacularSwaggerSplitView):
    """The API reference, from local files only.

    The split view keeps its script out of the page, because the Content-Security-Policy forbids inline scripts.
    """

    # The page's head shows who is signed in. Nobody has to be.
    authentication_classes = (SessionAuthentication,)
    permission_classes = (AllowAny,)
    renderer_classes = [TemplateHTMLRenderer]  # noqa: RUF012
    template_name = "pages/reference.html"
    url_name = "schema"


class V3ReferenceView(ReferenceView):
    """The API reference of /v3."""

    url_name = "schema_v3"
