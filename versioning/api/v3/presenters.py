"""Rows as v3 writes them: every member always there, in the order of the pages."""

from datetime import datetime
from typing import Any

from versioning.api.v3.enums import TRANSLATION_OPTIONS, wire_content_type, wire_status
from versioning.models import Document, User, Version
from versioning.models.language import is_right_to_left
from versioning.services.documents.lookup_translations import Translation


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC, with whole seconds; its year has four digits always, which `%Y` does not see to."""
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def present_article(
    *, translation: Translation, version: Version, latest: int, html: str | None = None
) -> dict[str, Any]:
    """The article in one language, as this version has it. `latest` is the newest version's number."""
    document = translation.document
    return {
        **_identity(version=version, document=document, html=html),
        "category_id": id_of_text(document.parent),
        "project_version_id": str(document.workspace_id),
        "version_number": version.number,
        "public_version": document.current.number if document.current is not None else None,
        "latest_version": latest,
        **_flags(document),
        "status": wire_status(version),
        "order": document.order,
        "created_by": str(version.created_by_id),
        "authors": [_author(user) for user in _authors(version)],
        **_times(version),
        "slug": document.slug,
        "is_fallback_content": translation.is_fallback,
        "description": version.description or None,
        "category_type": None,
        "content_type": wire_content_type(version.content_type),
        "is_shared_article": False,
        "translation_option": translation_option(document, original=translation.original),
        "url": None,
        "current_workflow_status_id": optional(document.workflow_status_id),
        "lang_code": document.language,
        "available_languages": [
            {
                "lang_code": sibling.language,
                "url": None,
                "translation_status": translation_option(sibling, original=translation.original),
            }
            for sibling in translation.group
        ],
        "settings": {
            "seo_title": document.presentation.seo_title or None,
            "description": document.presentation.description or None,
            "exclude_from_external_search": document.presentation.exclude_from_external_search,
        },
    }


def present_category(
    *, translation: Translation, version: Version, latest: int, html: str | None = None
) -> dict[str, Any]:
    """As `present_article`; it has fewer members, and its `public_version` is never null."""
    document = translation.document
    return {
        **_identity(version=version, document=document, html=html),
        "parent_category_id": id_of_text(document.parent),
        "project_version_id": str(document.workspace_id),
        "version_number": version.number,
        "public_version": document.current.number if document.current is not None else 0,
        "latest_version": latest,
        **_flags(document),
        "status": wire_status(version),
        "created_by": str(version.created_by_id),
        **_times(version),
        "slug": document.slug,
        "is_fallback_content": translation.is_fallback,
        "content_type": wire_content_type(version.content_type),
        "current_workflow_status_id": optional(document.workflow_status_id),
    }


def present_version_item(version: Version) -> dict[str, Any]:
    """A row of a history; `version` comes from `Version.objects.history`."""
    return {
        "version_number": version.number,
        "created_by": str(version.created_by_id),
        "created_at": instant(version.created_at),
        "modified_at": instant(version.modified_at),
        "modified_by": str(version.modified_by_id),
        "base_version": getattr(version, "source_number", None) or 0,
        "status": wire_status(version),
        "profile_url": None,
    }


def present_category_settings(document: Document) -> dict[str, Any]:
    shown = document.presentation
    expiry = shown.status_indicator_expires_at
    return {
        "slug": document.slug,
        "seo_title": shown.seo_title or None,
        "description": shown.description or None,
        "allow_comments": shown.allow_comments,
        "show_table_of_contents": shown.show_table_of_contents,
        "featured_image_url": shown.featured_image_url or None,
        "tags": shown.tags,
        "status_indicator": shown.status_indicator,
        "status_indicator_expiry_date": instant(expiry) if expiry is not None else None,
        "exclude_from_search": shown.exclude_from_search,
        "exclude_from_ai_search": shown.exclude_from_ai_search,
        "exclude_from_external_search": shown.exclude_from_external_search,
        "is_acknowledgement_enabled": shown.requires_acknowledgement,
    }


def present_article_settings(document: Document, *, related: list[Document]) -> dict[str, Any]:
    rows = [
        {"id": id_of_text(other), "title": other.title, "hidden": other.hidden, "slug": other.slug} for other in related
    ]
    return {**present_category_settings(document), "related_articles": rows, "url": None}


def translation_option(document: Document, *, original: Document) -> str:
    return TRANSLATION_OPTIONS[document.translation_state(original=original)]


def _identity(*, version: Version, document: Document, html: str | None) -> dict[str, Any]:
    return {
        "id": str(document.translation_key),
        "title": version.title,
        "content": version.text,
        "html_content": html,
    }


def _flags(document: Document) -> dict[str, Any]:
    return {"enable_rtl": is_right_to_left(document.language), "hidden": document.hidden}


def _times(version: Version) -> dict[str, Any]:
    return {
        "created_at": instant(version.created_at),
        "modified_at": instant(version.modified_at),
        "modified_by": str(version.modified_by_id),
    }


def _authors(version: Version) -> list[User]:
    """Who began this version, and who changed it last."""
    return [version.created_by, *([version.modified_by] if version.modified_by_id != version.created_by_id else [])]


def _author(user: User) -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "first_name": user.first_name or None,
        "last_name": user.last_name or None,
        "email": user.email or None,
        "profile_logo_url": None,
    }


def id_of_text(document: Document | None) -> str | None:
    """Articles and categories are named by their text, which is one in all languages."""
    return None if document is None else str(document.translation_key)


def optional(key: object) -> str | None:
    return None if key is None else str(key)
