"""The URLs of Stemma's own API, which its OpenAPI document describes."""

from django.urls import URLPattern, URLResolver, include, path

from versioning.api.views import EVERY_METHOD, UnknownPathView

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("versioning.api.v1.urls")),
    path("api/v1", UnknownPathView.as_view(EVERY_METHOD)),
]
