"""The URLs of Document360's API, which its OpenAPI document describes."""

from django.urls import URLPattern, URLResolver, include, path

from versioning.api.v3.views import UnknownV3PathView
from versioning.api.views import EVERY_METHOD

urlpatterns: list[URLPattern | URLResolver] = [
    path("v3/", include("versioning.api.v3.urls")),
    path("v3", UnknownV3PathView.as_view(EVERY_METHOD)),
]
