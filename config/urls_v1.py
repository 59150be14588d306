"""The own API: what its OpenAPI document describes."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("versioning.api.v1.urls"))]
