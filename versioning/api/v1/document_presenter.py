"""Present documents. Orbiq's members come from the metadata of the presented version."""

import re
from typing import Any

from versioning.api.v1.document_serializers import ACCESS_LEVELS, STATES
from versioning.api.v1.version_presenter import present_version, seconds
from versioning.models import Actor, Document, Version
from versioning.policies import Action, allowed_actions

# The actions that a client can offer on the page of a document.
DOCUMENT_ACTIONS = (
    Action.EDIT_DOCUMENT, Action.FORK, Action.SAVE, Action.DISCARD, Action.PUBLISH, Action.PROMOTE, Action.ARCHIVE,
    Action.TRASH,
)  # fmt: skip
# Orbiq shows the text as a file. Suffix and media type follow from the content type.
FILE_TYPES = {
    "markdown": ("md", "text/markdown"),
    "wysiwyg": ("html", "text/html"),
    "block": ("json", "application/json"),
}
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def present_document(*, document: Document, version: Version | None, actor: Actor) -> dict[str, Any]:
    """Present a document with the snapshot of a version, or None if the document has no current version."""
    fields = version.fields if version is not None else {}
    return {
        "id": document.pk,
        "title": document.title,
        "description": version.description if version is not None else "",
        "access_level": _one_of(ACCESS_LEVELS, fields.get("access_level"), default="internal"),
        "issue_date": _date(fields.get("issue_date")),
        "expiry_date": _date(fields.get("expiry_date")),
        "validity_months": _months(fields.get("validity_months")),
        "state": _one_of(STATES, fields.get("state"), default="valid" if document.current_id else "pending"),
        "featured": _featured(fields.get("featured")),
        # Orbiq has documents without versions. Ours always have them.
        "versioning": True,
        "file": None if version is None else _file(document=document, version=version),
        "category": document.parent_id,
        **_own_members(document),
        "allowed_actions": allowed_actions(actor=actor, actions=DOCUMENT_ACTIONS, project_id=document.project_id),
    }


def present_listed(document: Document) -> dict[str, Any]:
    """Present a row of a list, as `DocumentListSerializer` describes it."""
    current = document.current
    # The version needs its document to tell if it is current. Without this, each row would be a query.
    if current is not None:
        current.document = document
    return {
        "id": document.id,
        "identifier": document.identifier,
        "title": document.title,
        "project_id": document.project_id,
        "workspace_id": document.workspace_id,
        "kind": document.kind,
        "slug": document.slug,
        "language": document.language,
        "translation_key": document.translation_key,
        "parent_id": document.parent_id,
        "order": document.order,
        "hidden": document.hidden,
        "revision": document.revision,
        "last_number": document.last_number,
        "created_at": seconds(document.created_at),
        "updated_at": seconds(document.updated_at),
        "current_version": None if current is None else present_version(current),
    }


def _own_members(document: Document) -> dict[str, Any]:
    return {
        "identifier": document.identifier,
        "project_id": document.project_id,
        "workspace_id": document.workspace_id,
        "kind": document.kind,
        "slug": document.slug,
        "language": document.language,
        "translation_key": document.translation_key,
        "order": document.order,
        "hidden": document.hidden,
        "revision": document.revision,
        "last_number": document.last_number,
        "created_at": seconds(document.created_at),
        "updated_at": seconds(document.updated_at),
        "updated_by": document.updated_by_id,
    }


# The metadata is free. Values that Orbiq's page does not allow in a member are left out of the answer.
def _one_of(choices: tuple[str, ...], value: Any, *, default: str) -> str:
    return value if value in choices else default


def _date(value: Any) -> str | None:
    return value if isinstance(value, str) and DATE.fullmatch(value) else None


def _months(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 1 else None


def _featured(value: Any) -> dict[str, bool]:
    given = value if isinstance(value, dict) else {}
    return {"control": given.get("control") is True, "resource": given.get("resource") is True}


def _file(*, document: Document, version: Version) -> dict[str, Any]:
    suffix, media_type = FILE_TYPES[version.content_type]
    return {
        "id": version.pk,
        "filename_download": f"{document.slug}.{suffix}",
        "filesize": version.body.size,
        "type": media_type,
        "url": f"/api/v1/documents/{document.pk}/versions/{version.pk}",
    }


def ancestors(document: Document) -> list[dict[str, Any]]:
    """Present the categories above a document, top level first. A document at the top level needs no query."""
    return [{"id": category.pk, "title": category.title} for category in Document.objects.above(document)]
