"""Present versions and drafts as plain dictionaries with the members that their serializers describe.

A serializer copies its fields for each answer, which takes longer than reading the version from the database. The
renderer writes ids and moments as serializers do.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from versioning.models import Branch, Document, Draft, User, Version
from versioning.models.front_matter import metadata_of
from versioning.services.drafts.list_drafts import ListedDraft
from versioning.text.front_matter.metadata import Metadata


def present_version(version: Version) -> dict[str, Any]:
    """Present a version as `VersionSerializer` describes it."""
    return _present(version, document=version.document, created_by=present_person(version.created_by))


def present_versions(versions: Iterable[Version], *, document: Document) -> list[dict[str, Any]]:
    """Present versions of one document. `document` spares a query for each, and each person is presented once."""
    # A history has many versions and few people.
    people: dict[UUID, dict[str, Any]] = {}
    rows = []
    for version in versions:
        person = people.get(version.created_by_id) or present_person(version.created_by)
        people[version.created_by_id] = person
        rows.append(_present(version, document=document, created_by=person))
    return rows


def _present(version: Version, *, document: Document, created_by: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": version.id,
        "key": version.key,
        "name": version.name,
        "status": version.status,
        "is_active": version.id == document.current_id,
        "date_created": seconds(version.created_at),
        "date_updated": seconds(version.modified_at),
        "modified_fields": version.modified_fields,
        "number": version.number,
        "document_id": document.id,
        "source_version_id": version.source_id,
        "title": version.title,
        "content_type": version.content_type,
        "date_published": None if version.published_at is None else seconds(version.published_at),
        "created_by": created_by,
        "author_name": version.author_name,
        "author_email": version.author_email,
        "authored_at": None if version.authored_at is None else seconds(version.authored_at),
    }


def present_text(version: Version) -> dict[str, Any]:
    """Present a version as `VersionDetailSerializer` describes it. Raises CorruptBlob."""
    return present_version(version) | text_members(version)


def text_members(version: Version) -> dict[str, Any]:
    """Return the members that `VersionDetailSerializer` adds to `VersionSerializer`. Raises CorruptBlob."""
    text = version.text
    return {
        "description": version.description,
        "front_matter": _present_metadata(metadata_of(version, text=text)),
        "body": text,
        "fields": version.fields,
    }


def _present_metadata(metadata: Metadata | None) -> dict[str, Any] | None:
    if metadata is None:
        return None
    return {**asdict(metadata), "date": None if metadata.date is None else seconds(metadata.date)}


def present_draft(draft: Draft) -> dict[str, Any]:
    """Present a draft as `DraftSerializer` describes it. Raises CorruptBlob."""
    base = draft.base
    return {
        "identifier": draft.identifier,
        "document_id": draft.document_id,
        "document_identifier": draft.document.identifier,
        "branch": _present_branch(draft.branch),
        "base": None if base is None else {"id": base.pk, "number": base.number},
        "revision": draft.revision,
        "outdated": draft.is_outdated,
        "created_at": seconds(draft.created_at),
        "last_saved_at": seconds(draft.last_saved_at),
        "last_saved_by": present_person(draft.last_saved_by),
        "version": present_text(draft.version),
    }


def present_omni_draft(draft: ListedDraft) -> dict[str, Any]:
    """Present a draft as `OmniDraftSerializer` describes it."""
    return {
        "identifier": draft.identifier,
        "publishedIdentifier": draft.document.identifier,
        "workbookModelId": draft.version_id,
        "branch": _present_branch(draft.named_branch),
        "status": draft.status,
        "draftOutOfDate": draft.is_outdated,
        "createdAt": seconds(draft.created_at),
        "updatedAt": seconds(draft.last_saved_at),
        "createdBy": {"name": draft.version.created_by.display_name},
        "lastEditedBy": {"name": draft.last_saved_by.display_name},
    }


def _present_branch(branch: Branch | None) -> dict[str, Any] | None:
    return None if branch is None else {"id": branch.id, "name": branch.name}


def present_person(user: User) -> dict[str, Any]:
    """Present a person as `PersonSerializer` describes it."""
    return {"id": user.id, "name": user.display_name}


def seconds(moment: datetime) -> datetime:
    """Return the moment with whole seconds. The renderer writes it in UTC with `Z`, as on Orbiq's page."""
    return moment.replace(microsecond=0)
