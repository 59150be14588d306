"""The ways in."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import urls_v1, urls_v3
from versioning.api import pages
from versioning.web.settings import signing_in

urlpatterns: list[URLPattern | URLResolver] = [
    # Most requests are calls, and the first match wins.
    *urls_v1.urlpatterns,
    *urls_v3.urlpatterns,
    path("admin/", admin.site.urls),
    path("docs/", pages.ReferenceView.as_view(), name="docs"),
    path("docs/tour/", pages.tour, name="tour"),
    path("docs/v3/", pages.V3ReferenceView.as_view(), name="docs_v3"),
    path("docs/openapi", pages.SchemaView.as_view(urlconf=urls_v1.urlpatterns), name="schema"),
    path("docs/openapi/v3", pages.V3SchemaView.as_view(urlconf=urls_v3.urlpatterns), name="schema_v3"),
    path("docs/errors/", pages.error_index, name="errors"),
    path("docs/errors/<slug:name>", pages.error_page, name="error"),
    path("sign-in/", signing_in.SignInView.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOutView.as_view(), name="sign-out"),
    path("", include("versioning.api.oauth.urls")),
    path("", include("versioning.web.urls")),
]

handler500 = "versioning.ops.views.server_error"
