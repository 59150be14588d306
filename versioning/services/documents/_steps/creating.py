"""Create a document with version 1 as an open draft, in the transaction that is open."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError
from uuid6 import uuid7

from versioning import clock
from versioning.exceptions import AlreadyExists
from versioning.models import Actor, Document, Presentation, Verb, Workspace
from versioning.models.document import original_among
from versioning.models.limits import NAME_LENGTH
from versioning.models.quotas.usage import Amounts
from versioning.services.documents.new_document import NewText, Placement
from versioning.services.kernel.forking import find_branch
from versioning.services.kernel.identifiers import insert_with_identifier
from versioning.services.kernel.keep_language import keep_language
from versioning.services.kernel.locking import LockedDocument, LockedDraft, NumberedDocument
from versioning.services.kernel.names import slug_of
from versioning.services.kernel.new_version import open_draft
from versioning.services.kernel.placing import LockedTree, check_parent, check_place, lock_tree
from versioning.services.kernel.quota import bytes_beside_body, refuse_excess
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.search.searchable import add_search_entry
from versioning.services.kernel.snapshots import check_body, check_snapshot
from versioning.services.kernel.store_body import PackedBody, pack_body, store_body


@dataclass(frozen=True)
class CheckedDocument:
    """A new document that can be stored as it is. Its placement is complete, its body compressed."""

    workspace: Workspace
    text: NewText
    placement: Placement
    body: PackedBody


def check_document(*, workspace: Workspace, text: NewText, placement: Placement) -> CheckedDocument:
    """Check and compress a new document, before a lock is taken. Raises InvalidValue."""
    body = pack_text(text)
    complete = replace(
        placement,
        slug=placement.slug or slug_of(text.title)[:NAME_LENGTH] or "untitled",
        language=placement.language or workspace.project.language,
    )
    check_place({name: getattr(complete, name) for name in ("slug", "language", "order", "kind")})
    return CheckedDocument(workspace=workspace, text=text, placement=complete, body=body)


def pack_text(text: NewText) -> PackedBody:
    """Check the text and compress its body, before a lock is taken. Raises InvalidValue."""
    snapshot = text.snapshot()
    check_snapshot({**snapshot, "name": text.name} if text.name else snapshot)
    return pack_body(data=check_body(body=text.body, content_type=text.content_type or ""))


def create(actor: Actor, new: CheckedDocument, *, tree: LockedTree | None = None) -> LockedDraft:
    """Insert the document, its version 1 and the draft. Locks the tree if it is placed in a category.

    Raises InvalidValue (the parent), AlreadyExists (the text has a document in this language), QuotaExceeded.
    """
    workspace, text, placement = new.workspace, new.text, new.placement
    # A document at the top level cannot close a circle, so it does not lock the tree.
    if placement.parent_id is not None:
        tree = tree or lock_tree(workspace.project_id)
        check_parent(tree, document=None, parent_id=placement.parent_id, workspace_id=workspace.pk)
    keep_language(project_id=workspace.project_id, code=placement.language)
    # Nobody else sees the new row, so it needs no lock.
    inserted = LockedDocument(actor=actor, document=_insert(actor, new))
    place = find_branch(inserted, None)
    held = NumberedDocument(actor=actor, document=inserted.document, quota=place.quota)
    _refuse_excess(held, new)
    add_search_entry(held)
    if placement.tags:
        Presentation.objects.create(document=held.document, tags=list(placement.tags))
    blob = store_body(held, packed=new.body, base_depth=None)
    opened = open_draft(
        held,
        snapshot={**text.snapshot(), "body": blob.pk},
        source=None,
        branch_id=place.branch.pk,
        name=text.name,
    )
    record_change(opened, Verb.DOCUMENT_CREATED, version=opened.version, title=text.title)
    return opened


def _refuse_excess(held: NumberedDocument, new: CheckedDocument) -> None:
    added = len(new.body.encoded) + bytes_beside_body(new.text.snapshot())
    refuse_excess(held.quota, adding=Amounts(bytes=added, versions=1, drafts=1))


def _insert(actor: Actor, new: CheckedDocument) -> Document:
    workspace, placement, now = new.workspace, new.placement, clock.now()
    try:
        return insert_with_identifier(
            Document(
                project_id=workspace.project_id,
                workspace=workspace,
                kind=placement.kind,
                slug=placement.slug,
                title=new.text.title,
                language=placement.language,
                parent_id=placement.parent_id,
                order=placement.order,
                hidden=placement.hidden,
                # Version 1 comes with it.
                last_number=1,
                created_at=now,
                created_by=actor.user,
                updated_at=now,
                updated_by=actor.user,
                **_translation(workspace=workspace, placement=placement),
            )
        )
    except IntegrityError as error:
        # Both databases name the constraint, or its columns, in the message.
        if "translation" in str(error):
            message = f"This text has a document in {placement.language} already."
            raise AlreadyExists(message, field="language") from error
        raise


def _translation(*, workspace: Workspace, placement: Placement) -> dict[str, Any]:
    """Return the fields that make the document a translation, or a text of its own, named by its id."""
    key = placement.translation_key
    if key is None:
        pk = uuid7()
        return {"pk": pk, "translation_key": pk}
    translations = Document.objects.translations_of(key, project_id=workspace.project_id)
    original = original_among(translations, primary=workspace.project.language)
    if original is None:
        return {"translation_key": key}
    return {
        "translation_key": key,
        "stated_translation": Document.TranslationState.IN_PROGRESS,
        "translated_from_id": original.current_id,
    }
