"""The paths of `/v3`, which are those of Document360."""

from typing import Any

from django.urls import URLPattern, path, re_path

from versioning.api.v3.articles import ArticleViewSet
from versioning.api.v3.bulk import BulkViewSet
from versioning.api.v3.bulk_articles import BulkArticleViewSet
from versioning.api.v3.bulk_categories import BulkCategoryViewSet
from versioning.api.v3.categories import CategoryViewSet
from versioning.api.v3.drive.attachments import AttachmentViewSet
from versioning.api.v3.drive.files import DriveFileViewSet
from versioning.api.v3.drive.folders import DriveSearchViewSet, DriveTaskViewSet, FolderViewSet
from versioning.api.v3.project_versions import ProjectVersionContentViewSet, WorkspaceContentViewSet
from versioning.api.v3.projects import (
    LanguageViewSet,
    ProjectVersionViewSet,
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
DRIVE = f"{PROJECT}/drive"
FOLDER = f"{DRIVE}/folders/<str:folder_id>"
FILE = f"{FOLDER}/files/<str:file_id>"


def project_versions(
    noun: str, view: type[ProjectVersionViewSet], content: type[ProjectVersionContentViewSet]
) -> list[URLPattern]:
    """Return the paths of project versions under one of their two names. Document360 has clients of both."""
    one = f"{PROJECT}/{noun}/<str:project_version_id>"
    return [
        path(f"{PROJECT}/{noun}", view.as_view({"get": "list"})),
        path(one, view.as_view({"get": "retrieve"})),
        path(f"{one}/articles", content.as_view({"get": "list_articles"})),
        path(f"{one}/categories", content.as_view({"get": "list_categories"})),
    ]


def bulk(many: str, view: type[BulkViewSet], methods: Methods) -> list[URLPattern]:
    """Return the paths of bulk operations. They come before the paths of single texts, because `bulk` is not an id."""
    return [
        path(f"{many}/bulk", view.as_view(methods)),
        path(f"{many}/bulk/publish", view.as_view({"post": "publish"})),
        path(f"{many}/bulk/unpublish", view.as_view({"post": "unpublish"})),
        path(f"{many}/bulk/versions", view.as_view({"delete": "destroy_versions"})),
    ]


def texts(one: str, view: type[TextViewSet]) -> list[URLPattern]:
    """Return the paths that articles and categories share."""
    return [
        path(f"{one}/fork", view.as_view({"post": "fork"})),
        path(f"{one}/publish", view.as_view({"post": "publish"})),
        path(f"{one}/unpublish", view.as_view({"post": "unpublish"})),
        path(f"{one}/versions", view.as_view({"get": "list_versions"})),
        path(f"{one}/versions/<str:version_number>", view.as_view(ONE_VERSION)),
        path(f"{one}/settings", view.as_view({"get": "read_settings", "patch": "update_settings"})),
        path(f"{one}/workflow-status", view.as_view({"patch": "set_workflow_status"})),
    ]


def drive() -> list[URLPattern]:
    """Return the paths of folders and files, and of the attachments of articles."""
    attachments = f"{ARTICLE}/attachments"
    return [
        path(f"{DRIVE}/folders", FolderViewSet.as_view(MANY)),
        # Before the paths of one folder, because `default` is not an id.
        path(f"{DRIVE}/folders/default", FolderViewSet.as_view({"get": "read_default"})),
        path(FOLDER, FolderViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
        path(f"{FOLDER}/files", DriveFileViewSet.as_view({"post": "create"})),
        path(FILE, DriveFileViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
        path(f"{FILE}/copy", DriveFileViewSet.as_view({"post": "copy"})),
        path(f"{FILE}/tags", DriveFileViewSet.as_view({"post": "add_tags", "delete": "delete_tags"})),
        path(f"{DRIVE}/search", DriveSearchViewSet.as_view({"get": "list"})),
        path(f"{DRIVE}/tasks/<str:task_id>", DriveTaskViewSet.as_view({"get": "retrieve"})),
        path(
            f"{DRIVE}/articles/<str:workspace_id>/<str:article_id>/files",
            AttachmentViewSet.as_view({"get": "list_files"}),
        ),
        path(attachments, AttachmentViewSet.as_view(MANY)),
        path(f"{attachments}/<str:attachment_id>", AttachmentViewSet.as_view({"delete": "destroy"})),
    ]


urlpatterns = [
    path("projects", ProjectViewSet.as_view({"get": "list"})),
    path(PROJECT, ProjectViewSet.as_view({"get": "retrieve"})),
    path(f"{PROJECT}/languages", LanguageViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/workflow-statuses", WorkflowStatusViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/users", UserViewSet.as_view({"get": "list"})),
    path(f"{PROJECT}/users/me", UserViewSet.as_view({"get": "me"})),
    *project_versions("project-versions", ProjectVersionViewSet, ProjectVersionContentViewSet),
    *project_versions("workspaces", WorkspaceViewSet, WorkspaceContentViewSet),
    path(ARTICLES, ArticleViewSet.as_view(MANY)),
    *bulk(ARTICLES, BulkArticleViewSet, {"post": "create", "patch": "partial_update", "delete": "destroy"}),
    path(ARTICLE, ArticleViewSet.as_view(ONE)),
    *texts(ARTICLE, ArticleViewSet),
    path(CATEGORIES, CategoryViewSet.as_view(MANY)),
    *bulk(CATEGORIES, BulkCategoryViewSet, {"post": "create"}),
    # Before the paths of one category, because `bulk` is not an id.
    path(f"{CATEGORIES}/bulk/content", BulkCategoryViewSet.as_view({"patch": "update_contents"})),
    path(CATEGORY, CategoryViewSet.as_view(ONE)),
    path(f"{CATEGORY}/content", CategoryViewSet.as_view({"get": "read_content", "patch": "update_content"})),
    *texts(CATEGORY, CategoryViewSet),
    *drive(),
    # Matches every other path, line ends included.
    re_path(r"", UnknownV3PathView.as_view(EVERY_METHOD)),
]
