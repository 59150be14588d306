"""`/docs/`, the tour and the pages that errors' `type` URLs point to."""

from types import SimpleNamespace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import TemplateHTMLRenderer

from versioning.api.problems import PAGES
from versioning.models import Actor, Project, User


def tour(request: HttpRequest) -> HttpResponse:
    """Five minutes with curl, with this server's address in it and, for who signed in, a project."""
    project = None
    if isinstance(request.user, User):
        project = Project.objects.visible_to(Actor(user=request.user)).order_by("slug").first()
    page = {"address": request.build_absolute_uri("/").rstrip("/"), "project": project and project.slug}
    return render(request, "pages/tour.html", page)


def error_index(request: HttpRequest) -> HttpResponse:
    problems = sorted(PAGES.values(), key=lambda problem: (problem.status, problem.name))
    return render(request, "pages/errors.html", {"problems": problems})


def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """What the error means and how to cure it. Raises Http404 for a name that is none of ours."""
    if name not in PAGES:
        raise Http404
    return render(request, "pages/error.html", {"problem": PAGES[name]})


class FormatNegotiation(DefaultContentNegotiation):
    """`?format=json` or `yaml` chooses, else Accept. In the API itself `format` is a parameter like others."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE="format")  # type: ignore[assignment]


class SchemaView(SpectacularAPIView):
    """The OpenAPI document; public, as the reference is."""

    content_negotiation_class = FormatNegotiation

    authentication_classes = ()
    permission_classes = (AllowAny,)


class V3SchemaView(SchemaView):
    """Of Document360's contract."""

    custom_settings = {  # noqa: RUF012
        # Generators of clients name their package after it.
        "TITLE": "Stemma V3",
        "DESCRIPTION": "Articles and categories, their versions and forks, as clients of Document360's v3 know them.",
        "SCHEMA_PATH_PREFIX": "/v3",
    }


class ReferenceView(SpectacularSwaggerSplitView):
    """The API reference, from local files only; the split view keeps its script out of the page, as the CSP asks."""

    # So that the page's head knows who signed in; nobody needs to.
    authentication_classes = (SessionAuthentication,)
    permission_classes = (AllowAny,)
    renderer_classes = [TemplateHTMLRenderer]  # noqa: RUF012
    template_name = "pages/reference.html"
    url_name = "schema"


class V3ReferenceView(ReferenceView):
    url_name = "schema_v3"
