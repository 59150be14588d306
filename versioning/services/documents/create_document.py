"""A new document, with version 1 as an open draft on the branch main."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from uuid6 import uuid7

from versioning import clock
from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Branch, Document, Draft, Verb, Workspace
from versioning.models.document import original_among
from versioning.policies import Action, authorize
from versioning.services.kernel.identifiers import insert_with_identifier
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.new_version import open_draft
from versioning.services.kernel.placing import check_parent, check_place, lock_tree
from versioning.services.kernel.recording import record
from versioning.services.kernel.searchable import make_findable
from versioning.services.kernel.snapshots import check_body, check_snapshot
from versioning.services.kernel.store_body import PackedBody, keep_body, pack_body


def create_document(
    *,
    actor: Actor,
    workspace: Workspace,
    title: str,
    description: str = "",
    content_type: str = "markdown",
    body: str = "",
    fields: Mapping[str, Any] | None = None,
    kind: str = Document.Kind.DOCUMENT,
    slug: str = "",
    language: str = "",
    translation_key: UUID | None = None,
    parent_id: UUID | None = None,
    order: int = 0,
    hidden: bool = False,
    name: str | None = None,
    packed: PackedBody | None = None,
) -> Draft:
    """The draft of version 1; its `document` is the new one. Nothing is published.

    `slug` is made from the title where it is empty, `language` is the project's. `packed` is the body, for callers that
    hold a lock: texts are compressed before it is taken. Raises InvalidValue, AlreadyExists (the translation exists).
    """
    authorize(actor=actor, action=Action.CREATE_DOCUMENT, project_id=workspace.project_id)
    snapshot = {"title": title, "description": description, "content_type": content_type, "fields": dict(fields or {})}
    check_snapshot({**snapshot, "name": name} if name else snapshot)
    data = check_body(body=body, content_type=content_type)
    packed = packed or pack_body(data=data)
    place: dict[str, Any] = {
        "slug": slug or slugify(title)[:255] or "untitled",
        "language": language or workspace.project.language,
        "parent_id": parent_id,
        "order": order,
        "hidden": hidden,
        "kind": kind,
        "title": title,
    }
    check_place(place)
    with transaction.atomic():
        if parent_id is not None:
            lock_tree(workspace.project_id)
            check_parent(document=None, parent_id=parent_id, workspace_id=workspace.pk)
        keep_language(project_id=workspace.project_id, code=place["language"])
        place |= _translation(workspace=workspace, key=translation_key)
        document = _insert(actor=actor, workspace=workspace, **place)
        make_findable(document)
        blob = keep_body(document_id=document.pk, packed=packed, base_depth=None)
        draft = open_draft(
            actor=actor,
            document=document,
            snapshot={**snapshot, "body": blob.pk},
            source=None,
            branch_id=Branch.objects.main().get(project=workspace.project_id).pk,
            name=name,
        )
        record(
            actor=actor,
            verb=Verb.DOCUMENT_CREATED,
            project_id=document.project_id,
            document=document,
            version=draft.version,
            title=title,
        )
    return draft


def _translation(*, workspace: Workspace, key: UUID | None) -> dict[str, Any]:
    """What makes it a translation of the text of this key or, without one, a text of its own, named by its id."""
    if key is None:
        pk = uuid7()
        return {"pk": pk, "translation_key": pk}
    group = Document.objects.translations_of(key, project_id=workspace.project_id)
    original = original_among(group, primary=workspace.project.language)
    if original is None:
        return {"translation_key": key}
    return {
        "translation_key": key,
        "stated_translation": Document.TranslationState.IN_PROGRESS,
        "translated_from_id": original.current_id,
    }


def _insert(*, actor: Actor, workspace: Workspace, **values: Any) -> Document:
    now = clock.now()
    try:
        return insert_with_identifier(
            Document(
                project_id=workspace.project_id,
                workspace=workspace,
                last_number=1,
                created_at=now,
                created_by=actor.user,
                updated_at=now,
                updated_by=actor.user,
                **values,
            )
        )
    except IntegrityError as error:
        if "translation" in str(error):
            language = values["language"]
            raise AlreadyExists(f"This text has a document in {language} already.", field="language") from error
        raise
