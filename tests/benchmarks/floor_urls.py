"""The floor's paths: `bare/…` asks nobody who they are, `token/…` looks a bearer token up."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from tests.benchmarks import floor

VIEWS: dict[str, type[floor.FloorView]] = {
    "documents/<str:document>/versions": floor.Versions,
    "documents/<str:document>/versions/<str:number>": floor.Version,
    "documents/<str:document>/draft": floor.MainDraft,
    "documents/<str:document>/draft/publish": floor.MainDraftPublication,
    "documents/<str:document>/compare": floor.Comparison,
    "drafts/<str:identifier>": floor.Draft,
}


def _paths(prefix: str, **options: Any) -> list[URLPattern]:
    return [path(f"{prefix}/{route}", view.as_view(**options)) for route, view in VIEWS.items()]


urlpatterns: list[URLPattern | URLResolver] = [
    *_paths("bare", authentication_classes=[]),
    *_paths("token", authentication_classes=[floor.FloorTokenAuthentication]),
    # `manage.py serve` names the page at which a server without accounts is set up.
    path("", include("versioning.web.urls")),
]
