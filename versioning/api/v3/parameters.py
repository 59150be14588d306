"""Parameters, headers and examples of v3 for the OpenAPI document."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter


def in_path(name: str, description: str, kind: Any = OpenApiTypes.UUID) -> OpenApiParameter:
    """Return the parameter of a path."""
    return OpenApiParameter(name, kind, OpenApiParameter.PATH, description=description)


PROJECT = in_path("project_id", "A project ID, from GET /v3/projects.")
ARTICLE = [PROJECT, in_path("article_id", "An article ID, from GET /v3/projects/{project_id}/articles.")]
CATEGORY = [PROJECT, in_path("category_id", "A category ID, from GET /v3/projects/{project_id}/categories.")]
WORKSPACE = [
    PROJECT,
    in_path("project_version_id", "A project version ID, from GET /v3/projects/{project_id}/project-versions."),
]
VERSION_NUMBER = in_path("version_number", "A version number, from 1.", OpenApiTypes.INT32)
LOCATION = [
    OpenApiParameter(
        "Location",
        OpenApiTypes.URI,
        OpenApiParameter.HEADER,
        description="URL of the newly created resource",
        response=[201],
    ),
    OpenApiParameter(
        "Idempotency-Key",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="A key of your choice. A repeated request with the same key and body gets the first answer again, "
        "and nothing is done twice.",
    ),
]
# The fork of a category has fewer members than that of an article.
CATEGORY_MEMBERS = (
    "id", "title", "content", "html_content", "parent_category_id", "project_version_id", "version_number",
    "public_version", "latest_version", "enable_rtl", "hidden", "status", "created_by", "created_at", "modified_at",
    "modified_by", "slug", "is_fallback_content", "content_type", "current_workflow_status_id",
)  # fmt: skip
FORK_EXAMPLE = OpenApiExample(
    "Article version forked successfully",
    value={
        "data": {
            "id": "9a3b4c5d-6e7f-8a9b-0c1d-2e3f4a5b6c7d",
            "title": "Getting Started with Single Sign-On",
            "content": "# Introduction\nThis guide walks you through configuring SSO for your organization.",
            "html_content": None,
            "category_id": "1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d",
            "project_version_id": "2b3c4d5e-6f7a-8b9c-0d1e-2f3a4b5c6d7e",
            "version_number": 3,
            "public_version": 2,
            "latest_version": 3,
            "enable_rtl": False,
            "hidden": False,
            "status": "draft",
            "order": 0,
            "created_by": "a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d",
            "authors": [],
            "created_at": "2025-08-10T11:00:00Z",
            "modified_at": "2025-08-10T11:00:00Z",
            "modified_by": "a1b2c3d4-e5f6-7a8b-9c0d-1e2f3a4b5c6d",
            "slug": "getting-started-with-single-sign-on",
            "is_fallback_content": False,
            "description": None,
            "category_type": None,
            "content_type": "markdown",
            "is_shared_article": False,
            "translation_option": "none",
            "url": None,
            "current_workflow_status_id": None,
            "lang_code": "en",
            "available_languages": [{"lang_code": "en", "url": None, "translation_status": "none"}],
            "settings": {"seo_title": None, "description": None, "exclude_from_external_search": False},
        },
        "success": True,
        "request_id": "req_abc123def456",
        "errors": None,
        "warnings": None,
    },
    response_only=True,
    status_codes=["201"],
)
CATEGORY_FORK_EXAMPLE = OpenApiExample(
    "Category version forked successfully",
    value={
        **FORK_EXAMPLE.value,
        "data": {
            name: value
            for name, value in {
                **FORK_EXAMPLE.value["data"],
                "title": "Single Sign-On",
                "html_content": '<h1 id="introduction">Introduction</h1>',
                "parent_category_id": None,
                "slug": "single-sign-on",
            }.items()
            if name in CATEGORY_MEMBERS
        },
    },
    response_only=True,
    status_codes=["201"],
)
