"""Document360's contract: what its OpenAPI document describes."""

from django.urls import include, path

urlpatterns = [path("v3/", include("versioning.api.v3.urls"))]
