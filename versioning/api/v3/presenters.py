"""Present rows as members of v3. Every member is always present, in the order of the pages."""

from datetime import datetime
from typing import Any

from versioning.api.v3.enums import TRANSLATION_OPTIONS, wire_content_type, wire_status
from versioning.models import Document, User, Version
from versioning.models.language import is_right_to_left
from versioning.models.sql.annotations import annotation
from versioning.services.documents.lookup_translations import Translation


def instant(moment: datetime) -> str:
    """Return the moment as RFC 3339 in UTC with whole seconds."""
    # `strftime` writes years before 1000 with fewer than four digits.
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def present_article(
    *, translation: Translation, version: Version, latest: int, html: str | None = None
) -> dict[str, Any]:
    """Present an article in one language with the content of a version. `latest` is the newest version's number."""
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
        # Members of Document360 that Stemma has no values for are null or false.
        "category_type": None,
        "content_type": wire_content_type(version.content_type),
        "is_shared_article": False,
        "translation_option": translation_option(document, original=translation.original),
        "url": None,
        "current_workflow_status_id": optional(document.workflow_status_id),
        "lang_code": document.language,
        "available_languages": [_language(sibling, original=translation.original) for sibling in translation.group],
        "settings": _document_settings(document),
    }


def present_category(
    *, translation: Translation, version: Version, latest: int, html: str | None = None
) -> dict[str, Any]:
    """Like `present_article`, for a category. It has fewer members, and its `public_version` is never null."""
    document = translation.document
    return {
        **_identity(version=version, document=document, html=html),
        "parent_category_id": id_of_text(document.parent),
        "project_version_id": str(document.workspace_id),
        "version_number": version.number,
        # Document360's page declares this member as an integer that cannot be null.
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
    """Present a row of a history. `version` comes from `Version.objects.page_of_history`."""
    return {
        "version_number": version.number,
        "created_by": str(version.created_by_id),
        "created_at": instant(version.created_at),
        "modified_at": instant(version.modified_at),
        "modified_by": str(version.modified_by_id),
        # The contract writes 0 for a version without a source.
        "base_version": annotation(version, "source_number") or 0,
        "status": wire_status(version),
        "profile_url": None,
    }


def present_category_settings(document: Document) -> dict[str, Any]:
    """Present the settings of a category, which are most of those of an article."""
    presentation = document.presentation
    expiry = presentation.status_indicator_expires_at
    return {
        "slug": document.slug,
        "seo_title": presentation.seo_title or None,
        "description": presentation.description or None,
        "allow_comments": presentation.allow_comments,
        "show_table_of_contents": presentation.show_table_of_contents,
        "featured_image_url": presentation.featured_image_url or None,
        "tags": presentation.tags,
        "status_indicator": presentation.status_indicator,
        "status_indicator_expiry_date": instant(expiry) if expiry is not None else None,
        "exclude_from_search": presentation.exclude_from_search,
        "exclude_from_ai_search": presentation.exclude_from_ai_search,
        "exclude_from_external_search": presentation.exclude_from_external_search,
        "is_acknowledgement_enabled": presentation.requires_acknowledgement,
    }


def present_article_settings(document: Document, *, related: list[Document]) -> dict[str, Any]:
    """Present the settings of an article. `related` are its related articles."""
    rows = [
        {"id": id_of_text(other), "title": other.title, "hidden": other.hidden, "slug": other.slug} for other in related
    ]
    return {**present_category_settings(document), "related_articles": rows, "url": None}


def translation_option(document: Document, *, original: Document) -> str:
    """Return the translation status in v3. `original` is the document in the primary language."""
    return TRANSLATION_OPTIONS[document.translation_state(original=original)]


def _identity(*, version: Version, document: Document, html: str | None) -> dict[str, Any]:
    return {
        "id": str(document.translation_key),
        "title": version.title,
        "content": version.text,
        "html_content": html,
    }


def _language(document: Document, *, original: Document) -> dict[str, Any]:
    return {
        "lang_code": document.language,
        "url": None,
        "translation_status": translation_option(document, original=original),
    }


def _document_settings(document: Document) -> dict[str, Any]:
    presentation = document.presentation
    return {
        "seo_title": presentation.seo_title or None,
        "description": presentation.description or None,
        "exclude_from_external_search": presentation.exclude_from_external_search,
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
    """Return who created this version, and who changed it last if that is somebody else."""
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
    """Return the id of an article or category in v3, which its documents in all languages share."""
    return None if document is None else str(document.translation_key)


def optional(key: object) -> str | None:
    """Return the key as a string, or None if it is None."""
    return None if key is None else str(key)
