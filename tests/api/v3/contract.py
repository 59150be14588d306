"""The members of v3's answers as the vendor's specification gives them, and the example answers of its pages."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

PAGES = Path(__file__).parent / "pages"
STATUS = "enum(draft|published|forked|unpublished)"
CONTENT_TYPE = "enum(markdown|wysiwyg|block)"
TRANSLATION = "enum(none|needTranslation|translated|inProgress)"
INT32 = range(-(2**31), 2**31)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

VERSION_ITEM = (
    "version_number int32, created_by string?, created_at date-time, modified_at date-time, modified_by string?, "
    f"base_version int32, status {STATUS}, profile_url string?"
)
SETTINGS = (
    "slug string?, seo_title string?, description string?, allow_comments boolean, show_table_of_contents boolean, "
    "featured_image_url string?, tags [string]?, status_indicator enum(none|new|updated|custom), "
    "status_indicator_expiry_date date-time?, exclude_from_search boolean, exclude_from_ai_search boolean, "
    "exclude_from_external_search boolean, is_acknowledgement_enabled boolean"
)
WORKSPACE = (
    "id uuid?, name string?, slug string?, order int32, is_default boolean, version_type string?, "
    "created_at date-time, modified_at date-time"
)
FOLDER = (
    "id uuid?, title string?, parent_folder_id string?, sub_folders [Folder]?, items_count int32, "
    "created_at date-time?, updated_by string?, modified_at date-time, order int32, is_starred boolean"
)
USER = "id uuid?, first_name string?, last_name string?, email email?, profile_logo_url string?"
# `?`: may be null.
MEMBERS = {
    "Project": "id uuid?, name string?, description string?, sub_domain_name string?, created_at date-time, "
    "modified_at date-time?, status int32",
    "ArticleDetail": "id uuid?, title string?, content string?, html_content string?, category_id string?, "
    "project_version_id string?, version_number int32, public_version int32?, latest_version int32, "
    f"enable_rtl boolean, hidden boolean, status {STATUS}, order int32, created_by string?, authors [Author]?, "
    "created_at date-time, modified_at date-time, modified_by string?, slug string?, is_fallback_content boolean, "
    f"description string?, category_type enum(folder|page|index)?, content_type {CONTENT_TYPE}?, "
    f"is_shared_article boolean, translation_option {TRANSLATION}, url uri?, current_workflow_status_id string?, "
    "lang_code string?, available_languages [AvailableLanguage]?, settings ArticleDocumentSettings?",
    "CategoryContent": "id uuid?, title string?, content string?, html_content string?, parent_category_id string?, "
    "project_version_id string?, version_number int32, public_version int32, latest_version int32, "
    f"enable_rtl boolean, hidden boolean, status {STATUS}, created_by string?, created_at date-time, "
    "modified_at date-time, modified_by string?, slug string?, is_fallback_content boolean, "
    f"content_type {CONTENT_TYPE}?, current_workflow_status_id string?",
    "CategorySimple": "id uuid?, name string?, order int32, icon string?, created_at date-time?, "
    "modified_at date-time?",
    "Category": "id uuid?, name string?, description string?, project_version_id string?, order int32, "
    "parent_category_id string?, hidden boolean, icon string?, slug string?, category_type enum(folder|page|index), "
    f"created_at date-time?, modified_at date-time?, status {STATUS}?, content_type {CONTENT_TYPE}?, "
    "current_workflow_status_id string?, articles [Article]?, child_categories [Category]?",
    "Article": "id uuid?, title string?, public_version int32?, latest_version int32, hidden boolean, "
    f"status {STATUS}, order int32, slug string?, content_type {CONTENT_TYPE}?, translation_option {TRANSLATION}, "
    "is_shared_article boolean, created_at date-time?, modified_at date-time?, created_by string?, "
    "current_workflow_status_id string?, url uri?, exclude_from_external_search boolean, "
    "security_visibility enum(public|protected|mixed)?",
    "ArticleSummary": "id uuid?, title string?, category_id string?, hidden boolean, order int32",
    "CategorySummary": "id uuid?, name string?, order int32, parent_category_id string?, "
    "child_categories [CategorySummary]?",
    "ArticleVersion": VERSION_ITEM,
    "CategoryVersion": VERSION_ITEM,
    "ArticleSettings": f"{SETTINGS}, related_articles [RelatedArticle]?, url uri?",
    "CategorySettings": SETTINGS,
    "RelatedArticle": "id uuid?, title string?, hidden boolean, slug string?",
    "BulkOperationResult": "index int32, id uuid?, success boolean, details string?",
    "Language": "code string?, name string?, is_default boolean",
    "ProjectVersion": WORKSPACE,
    "ProjectVersionDetail": f"{WORKSPACE}, language_code string?, enable_rtl boolean",
    "User": f"{USER}, portal_role string?, created_at date-time?, last_login_at date-time?",
    "UserDetail": f"{USER}, created_at date-time?, last_login_at date-time?, portal_role RoleSummary?, "
    "content_roles [ContentRoleSummary]?, associated_groups [UserGroupInfo]?",
    "RoleSummary": "id uuid?, name string?",
    "ContentRoleSummary": "id uuid?, name string?, "
    "access_scope_level enum(none|category|version|project|language|article|workspace)",
    "UserGroupInfo": "id uuid?, title string?, description string?",
    "DriveFile": "id uuid?, file_name string?, file_type string?, file_url string?, modified_at date-time, "
    "updated_by string?, size string?, height string?, width string?, parent_folder_id string?, title string?, "
    "alternative_text string?, tags [Tag]?, thumbnail_url string?, is_starred boolean",
    "Tag": "id uuid?, name string?",
    "Folder": FOLDER,
    "FolderDetail": f"files [DriveFile]?, files_pagination Pagination?, {FOLDER}",
    "WorkflowStatus": "id uuid?, name string?, description string?, read_only boolean",
    "Author": USER,
    "AvailableLanguage": f"lang_code string?, url uri?, translation_status {TRANSLATION}",
    "ArticleDocumentSettings": "seo_title string?, description string?, exclude_from_external_search boolean",
    "Pagination": "page int32, page_size int32, total_count int64?, has_more boolean, next_cursor string?",
    "Problem": "type string, title string, status int32, detail string?, instance string?, trace_id string?, "
    "errors [ApiError]?, warnings [ApiWarning]?",
    "ApiError": "code string, message string, field string?, details string?",
    "ApiWarning": "code string, message string",
}


def members_of(kind: str) -> dict[str, str]:
    """Return the members' names and their types."""
    return dict(part.split(" ", 1) for part in MEMBERS[kind].split(", "))


def example(name: str) -> Any:
    """Return an answer as a page shows it."""
    return json.loads((PAGES / f"{name}.json").read_text())


def breaches(value: Any, kind: str, path: str = "") -> list[str]:
    """Return a line for each value that does not have the type that the specification gives it."""
    if kind.endswith("?"):
        return [] if value is None else breaches(value, kind[:-1], path)
    if kind.startswith("["):
        if not isinstance(value, list):
            return [f"{path}: {value!r} is no array"]
        return [found for place, item in enumerate(value) for found in breaches(item, kind[1:-1], f"{path}.{place}")]
    if kind in MEMBERS:
        return _breaches_of_object(value, members_of(kind), path=path)
    return [] if _fits(value, kind) else [f"{path}: {value!r} is no {kind}"]


def _breaches_of_object(value: Any, members: dict[str, str], *, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} is no object"]
    odd = [f"{path}.{name}: missing or too much" for name in sorted(value.keys() ^ members.keys())]
    return odd + [
        found for name in members if name in value for found in breaches(value[name], members[name], f"{path}.{name}")
    ]


def _fits(value: Any, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("int32", "int64"):
        return type(value) is int and (kind == "int64" or value in INT32)
    if not isinstance(value, str):
        return False
    if kind == "uuid":
        return str(UUID(value)) == value
    if kind == "date-time":
        return INSTANT.fullmatch(value) is not None
    if kind.startswith("enum"):
        return value in kind[5:-1].split("|")
    return {"email": "@" in value, "uri": "://" in value, "string": True}[kind]
