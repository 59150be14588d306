"""The ways in."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from versioning.api import pages, signing_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("admin/", admin.site.urls),
    path("docs/", pages.ReferenceView.as_view(), name="docs"),
    path("docs/openapi", pages.SchemaView.as_view(), name="schema"),
    path("docs/errors/", pages.error_index, name="errors"),
    path("docs/errors/<slug:name>", pages.error_page, name="error"),
    path("sign-in/", signing_in.SignInView.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOutView.as_view(), name="sign-out"),
    path("", include("versioning.api.oauth.urls")),
    path("api/v1/", include("versioning.api.v1.urls")),
]
