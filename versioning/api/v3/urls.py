"""The paths of `/v3`: Document360's."""

from typing import Any

from django.urls import URLPattern, path, re_path

from versioning.api.v3.articles import ArticleViewSet
from versioning.api.v3.bulk import BulkArticleViewSet, BulkCategoryViewSet, BulkViewSet
from versioning.api.v3.categories import CategoryViewSet
from versioning.api.v3.project_versions import LaterShelfViewSet, ShelfViewSet
from versioning.api.v3.projects import (
    LanguageViewSet,
    LaterWorkspaceViewSet,
    ProjectViewSet,
    UserViewSet,
    WorkflowStatusViewSet,
    WorkspaceViewSet,
)
from versioning.api.v3.texts import TextViewSet
from versioning.api.v3.views import UnknownV3PathView
from versioning.api.views import EVERY_METHOD

Methods = dict[str, Any]

MANY: Methods = {"get": "list", "post": "create"}
ONE: Methods = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
ONE_VERSION: Methods = {"get": "read_version", "delete": "destroy_version"}

PROJECT = "projects/<str:project_id>"
ARTICLES = f"{PROJECT}/articles"
ARTICLE = f"{ARTICLES}/<str:article_id>"
CATEGORIES = f"{PROJECT}/categories"
CATEGORY = f"{CATEGORIES}/<str:category_id>"


def shelves(noun: str, workspaces: type[WorkspaceViewSet], shelf: type[ShelfViewSet]) -> list[URLPattern]:
    """The vendor has two names for one thing, and clients of both."""
    one = f"{PROJECT}/{noun}/<str:project_version_id>"
    return [
        path(f"{PROJECT}/{noun}", workspaces.as_view({"get": "list"})),
        path(one, workspaces.as_view({"get": "retrieve"})),
        path(f"{one}/articles", shelf.as_view({"get": "list_articles"})),
        path(f"{one}/categories", shelf.as_view({"get": "list_categories"})),
    ]


def bulk(many: str, view: type[BulkViewSet], methods: Methods) -> list[URLPattern]:
    """They stand before the paths of single ones, whose ids `bulk` is not."""
    return [
        path(f"{many}/bulk", view.as_view(methods)),
        path(f"{many}/bulk/publish", view.as_view({"post": "publish"})),
        path(f"{many}/bulk/unpublish", view.as_view({"post": "unpublish"})),
        path(f"{many}/bulk/versions", view.as_view({"delete": "destroy_versions"})),
    ]


def texts(one: str, view: type[TextViewSet]) -> list[URLPattern]:
    """What articles and categories have in common."""
    return [
        path(f"{one}/fork", view.as_view({"post": "fork"})),
        path(f"{one}/publish", view.as_view({"post": "publish"})),
        path(f"{one}/unpublish", view.as_view({"post": "unpublish"})),
        path(f"{one}/versions", view.as_view({"get": "list_versions"})),
        path(f"{one}/versions/<str:version_number>", view.as_view(ONE_VERSION)),
        path(f"{one}/settings", view.as_view({"get": "read_settings", "patch": "update_settings"})),
        path(f"{one}/workflow-status", view.as_view({"patch": "set_workflow_status"})),
    ]


urlpatterns = [
    path("projects", ProjectViewSet.as_view({"get": "list"})),
    path(PROJECT, ProjectViewSet.as_view({"get": "retrieve"})),
    path(f"{PROJECT}/languages", LanguageViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/workflow-statuses", WorkflowStatusViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/users", UserViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/users/me", UserViewSet.as_view({"get": "me"})),
    *shelves("project-versions", WorkspaceViewSet, ShelfViewSet),
    *shelves("workspaces", LaterWorkspaceViewSet, LaterShelfViewSet),
    path(ARTICLES, ArticleViewSet.as_view(MANY)),
    *bulk(ARTICLES, BulkArticleViewSet, {"post": "create", "patch": "partial_update", "delete": "destroy"}),
    path(ARTICLE, ArticleViewSet.as_view(ONE)),
    *texts(ARTICLE, ArticleViewSet),
    path(CATEGORIES, CategoryViewSet.as_view(MANY)),
    *bulk(CATEGORIES, BulkCategoryViewSet, {"post": "create"}),
    path(f"{CATEGORIES}/bulk/content", BulkCategoryViewSet.as_view({"patch": "update_contents"})),
    path(CATEGORY, CategoryViewSet.as_view(ONE)),
    path(f"{CATEGORY}/content", CategoryViewSet.as_view({"get": "read_content", "patch": "update_content"})),
    *texts(CATEGORY, CategoryViewSet),
    # Matches all that is left, line ends included.
    re_path(r"", UnknownV3PathView.as_view(EVERY_METHOD)),
]
