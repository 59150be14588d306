"""The steps of storing something in an open draft. Only `pack_changes` comes before the document's lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from versioning import clock
from versioning.exceptions import DraftChanged, StatusReadOnly, VersionFrozen
from versioning.models import Actor, Document, Draft, Version
from versioning.models.sql.rows import update_row
from versioning.services.kernel.snapshots import check_body
from versioning.services.kernel.store_body import PackedBody, keep_again, keep_body, pack_body, pack_body_of_fork


@dataclass(frozen=True)
class OpenDraft:
    """A draft as it stands under the lock, and what the document has already of the text that is to be kept in it.

    `blob_id` is the key of the blob of this very text, `base_depth` how deep the text rests that it is to rest on.
    """

    draft: Draft
    packed: PackedBody | None
    blob_id: int | None
    base_depth: int | None


def pack_changes(*, version: Version, changes: Mapping[str, Any]) -> PackedBody | None:
    """The body among the changes of a draft's version; None where it is not. Raises InvalidValue: it cannot be kept."""
    if "body" not in changes:
        return None
    return pack_body(data=_data(changes), successor_of=version)


def pack_changes_of_fork(*, source: Version, changes: Mapping[str, Any]) -> PackedBody | None:
    """As `pack_changes`, for a draft that is yet to be forked from this version."""
    if "body" not in changes:
        return None
    return pack_body_of_fork(data=_data(changes), source=source)


def read_open(*, draft: Draft, document: Document, packed: PackedBody | None) -> OpenDraft:
    """Raises VersionFrozen where it was published or discarded meanwhile, StatusReadOnly."""
    digest, base = (packed.digest, packed.base_id) if packed else (b"", None)
    stored = Draft.objects.writable(draft.pk, digest=digest, base=base)
    if stored is None:
        raise VersionFrozen("This draft was published or discarded meanwhile. Nothing of yours was stored.")
    status = getattr(stored, "read_only", None)
    if status is not None:
        raise StatusReadOnly(status=status)
    stored.document = stored.version.document = document
    return OpenDraft(
        draft=stored,
        packed=packed,
        blob_id=getattr(stored, "known_blob", None),
        base_depth=getattr(stored, "base_depth", None),
    )


def store(*, actor: Actor, opened: OpenDraft, changes: Mapping[str, Any]) -> int:
    """Write the changes as the draft's next revision. Returns the key of the body that was there before."""
    draft, version, now = opened.draft, opened.draft.version, clock.now()
    former_body_id = version.body_id
    values = {name: value for name, value in changes.items() if name != "body"} | _kept_body(opened)
    for field, value in (*values.items(), ("modified_at", now), ("modified_by", actor.user)):
        setattr(version, field, value)
    update_row(version, *(name.removesuffix("_id") for name in values), "modified_at", "modified_by")
    draft.revision += 1
    draft.last_saved_at, draft.last_saved_by = now, actor.user
    update_row(draft, "revision", "last_saved_at", "last_saved_by")
    return former_body_id


def changed_meanwhile(*, draft: Draft, changes: Mapping[str, Any]) -> DraftChanged:
    """The refusal with its three sides, for those fields that the caller wanted to write."""
    return DraftChanged(
        revision=draft.revision,
        saved_by=draft.last_saved_by.display_name,
        saved_at=draft.last_saved_at,
        base=_side(draft.base, fields=changes),
        theirs=_side(draft.version, fields=changes),
        mine=dict(changes),
    )


def _data(changes: Mapping[str, Any]) -> bytes:
    return check_body(body=changes["body"], content_type=changes.get("content_type", ""))


def _kept_body(opened: OpenDraft) -> dict[str, Any]:
    """With the blob itself where it is at hand: who shows the saved draft then need not read its text again."""
    if opened.packed is None:
        return {}
    document_id = opened.draft.document_id
    if opened.blob_id is not None:
        keep_again(blob_id=opened.blob_id, document_id=document_id, packed=opened.packed)
        return {"body_id": opened.blob_id}
    return {"body": keep_body(document_id=document_id, packed=opened.packed, base_depth=opened.base_depth)}


def _side(version: Version | None, *, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    if version is None:
        return None
    return {name: version.text if name == "body" else getattr(version, name) for name in fields}
