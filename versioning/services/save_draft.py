"""Storing what an editor typed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from versioning.exceptions import DraftChanged, StatusReadOnly, VersionFrozen
from versioning.models import Actor, Blob, Document, Draft, Verb, Version, WorkflowStatus
from versioning.policies import Action, authorize
from versioning.services.locking import lock_document
from versioning.services.names import NAME_LENGTH
from versioning.services.recording import record
from versioning.services.snapshots import check_body, check_snapshot
from versioning.services.sole import sole
from versioning.services.storable import check_text
from versioning.services.store_body import PackedBody, keep_body, pack_body
from versioning.services.transitions import touch


class _Found(NamedTuple):
    """The key of the blob that has the new text already, if one does; how deep the text rests that it is to rest on."""

    blob_id: int | None
    base_depth: int | None


def save_draft(
    *,
    actor: Actor,
    draft: Draft,
    changes: Mapping[str, Any],
    expected_revision: int | None = None,
    origin: str = "",
) -> Draft:
    """Replace those snapshot fields (and `name`) that `changes` names; the revision grows by one.

    `body` is the text itself. With `expected_revision` it is a compare-and-swap. `origin` says what sent the save and
    is kept in its event. Raises InvalidValue, DraftChanged (with base, theirs and mine: nothing was stored),
    VersionFrozen (it was published or discarded meanwhile), StatusReadOnly.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    check_snapshot(changes)
    check_text(origin, field="origin", longest=NAME_LENGTH)
    packed = _pack(draft=draft, changes=changes) if "body" in changes else None
    with transaction.atomic():
        document = lock_document(draft.document_id)
        stored, found = _read(draft=draft, document=document, packed=packed)
        _refuse_read_only(stored)
        if expected_revision is not None and stored.revision != expected_revision:
            raise _conflict(draft=stored, changes=changes)
        _check_fit(version=stored.version, changes=changes)
        former_body_id = stored.version.body_id
        values = {name: value for name, value in changes.items() if name != "body"}
        if packed is not None:
            # With the blob itself where it is at hand: who shows the saved draft then need not read its text again.
            if found.blob_id is None:
                values["body"] = keep_body(document_id=document.pk, packed=packed, base_depth=found.base_depth)
            else:
                values["body_id"] = found.blob_id
        _write(actor=actor, draft=stored, values=values)
        if "title" in values and document.current_id is None:
            document.title = values["title"]
            touch(actor=actor, document=document, fields=("title",))
        record(
            actor=actor,
            verb=Verb.DRAFT_SAVED,
            project_id=document.project_id,
            document=document,
            version=stored.version,
            revision=stored.revision,
            fields=sorted(changes),
            # Until `purge` takes it, the text that this save replaced is still there to be recovered.
            former_body=former_body_id,
            **_told(origin=origin),
        )
    return stored


def _told(*, origin: str) -> dict[str, Any]:
    return {"origin": origin} if origin else {}


def _pack(*, draft: Draft, changes: Mapping[str, Any]) -> PackedBody:
    data = check_body(body=changes["body"], content_type=changes.get("content_type", ""))
    return pack_body(data=data, successor_of=draft.version)


def _read(*, draft: Draft, document: Document, packed: PackedBody | None) -> tuple[Draft, _Found]:
    """The draft as it stands under the lock, and what is there already of the text that is to be kept."""
    blobs = Blob.objects.filter(document=OuterRef("document"))
    known_blob = blobs.filter(sha256=packed.digest if packed else b"").values("pk")
    base_depth = blobs.filter(pk__in=[packed.base_id] if packed and packed.base_id else []).values("depth")
    read_only = WorkflowStatus.objects.filter(documents=document, read_only=True).values("name")
    stored = sole(
        Draft.objects.filter(pk=draft.pk)
        .select_related("version__source", "version__created_by", "branch", "base", "last_saved_by")
        .annotate(
            known_blob=Subquery(known_blob),
            base_depth=Subquery(base_depth),
            read_only=Subquery(read_only),
        )
    )
    if stored is None:
        raise VersionFrozen("This draft was published or discarded meanwhile. Nothing of yours was stored.")
    stored.document = stored.version.document = document
    return stored, _Found(blob_id=getattr(stored, "known_blob", None), base_depth=getattr(stored, "base_depth", None))


def _refuse_read_only(draft: Draft) -> None:
    status = getattr(draft, "read_only", None)
    if status is not None:
        raise StatusReadOnly(status=status)


def _check_fit(*, version: Version, changes: Mapping[str, Any]) -> None:
    """Where one of body and content type changes alone, it must fit the other as it stands under the lock."""
    if "body" in changes and "content_type" not in changes:
        check_body(body=changes["body"], content_type=version.content_type)
    if "content_type" in changes and "body" not in changes:
        check_body(body=version.text, content_type=changes["content_type"])


def _write(*, actor: Actor, draft: Draft, values: dict[str, Any]) -> None:
    version, now = draft.version, timezone.now()
    for field, value in (*values.items(), ("modified_at", now), ("modified_by", actor.user)):
        setattr(version, field, value)
    version.save(update_fields=(*(name.removesuffix("_id") for name in values), "modified_at", "modified_by"))
    draft.revision += 1
    draft.last_saved_at, draft.last_saved_by = now, actor.user
    draft.save(update_fields=("revision", "last_saved_at", "last_saved_by"))


def _conflict(*, draft: Draft, changes: Mapping[str, Any]) -> DraftChanged:
    """The refusal with its three sides, for those fields that the caller wanted to write."""
    return DraftChanged(
        revision=draft.revision,
        saved_by=draft.last_saved_by.display_name,
        saved_at=draft.last_saved_at,
        base=_side(draft.base, fields=changes),
        theirs=_side(draft.version, fields=changes),
        mine=dict(changes),
    )


def _side(version: Version | None, *, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    if version is None:
        return None
    return {name: version.text if name == "body" else getattr(version, name) for name in fields}
