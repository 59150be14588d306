"""The paths of `/v3`: Document360's."""

from typing import Any

from django.urls import URLPattern, path, re_path

from versioning.api.v3.articles import ArticleViewSet
from versioning.api.v3.projects import (
    LanguageViewSet,
    LaterWorkspaceViewSet,
    ProjectViewSet,
    UserViewSet,
    WorkflowStatusViewSet,
    WorkspaceViewSet,
)
from versioning.api.v3.views import UnknownV3PathView

Methods = dict[str, Any]

EVERY_METHOD: Methods = dict.fromkeys(("get", "post", "put", "patch", "delete", "head", "options"), "refuse")
VERSIONS: Methods = {"get": "list_versions"}
ONE_VERSION: Methods = {"get": "read_version", "delete": "destroy_version"}
SETTINGS: Methods = {"get": "read_settings", "patch": "update_settings"}

PROJECT = "projects/<str:project_id>"
ARTICLES = f"{PROJECT}/articles"
ARTICLE = f"{ARTICLES}/<str:article_id>"


def shelves(noun: str, view: type[WorkspaceViewSet]) -> list[URLPattern]:
    """The vendor's own two names for one thing, the later one second."""
    return [
        path(f"{PROJECT}/{noun}", view.as_view({"get": "list"})),
        path(f"{PROJECT}/{noun}/<str:project_version_id>", view.as_view({"get": "retrieve"})),
    ]


urlpatterns = [
    path("projects", ProjectViewSet.as_view({"get": "list"})),
    path(PROJECT, ProjectViewSet.as_view({"get": "retrieve"})),
    path(f"{PROJECT}/languages", LanguageViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/workflow-statuses", WorkflowStatusViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/users", UserViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/users/me", UserViewSet.as_view({"get": "me"})),
    *shelves("project-versions", WorkspaceViewSet),
    *shelves("workspaces", LaterWorkspaceViewSet),
    path(ARTICLES, ArticleViewSet.as_view({"post": "create"})),
    path(ARTICLE, ArticleViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"})),
    path(f"{ARTICLE}/fork", ArticleViewSet.as_view({"post": "fork"})),
    path(f"{ARTICLE}/publish", ArticleViewSet.as_view({"post": "publish"})),
    path(f"{ARTICLE}/unpublish", ArticleViewSet.as_view({"post": "unpublish"})),
    path(f"{ARTICLE}/versions", ArticleViewSet.as_view(VERSIONS)),
    path(f"{ARTICLE}/versions/<str:version_number>", ArticleViewSet.as_view(ONE_VERSION)),
    path(f"{ARTICLE}/settings", ArticleViewSet.as_view(SETTINGS)),
    path(f"{ARTICLE}/workflow-status", ArticleViewSet.as_view({"patch": "move_on"})),
    # Matches all that is left, line ends included.
    re_path(r"", UnknownV3PathView.as_view(EVERY_METHOD)),
]
