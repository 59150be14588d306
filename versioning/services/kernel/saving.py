"""Save changes in an open draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from versioning import clock
from versioning.exceptions import DraftChanged, StatusReadOnly, VersionFrozen
from versioning.models import Actor, Draft, Verb, Version
from versioning.models.draft import DraftForSave
from versioning.models.event import KEPT_IN_EVENTS
from versioning.models.quotas.usage import Amounts, Quota
from versioning.models.sql.rows import update_row
from versioning.services.kernel.locking import CLOSED_MEANWHILE, LockedDocument, LockedDraft, lock_draft
from versioning.services.kernel.quota import BESIDE_BODY, bytes_beside_body, refuse_excess
from versioning.services.kernel.recording import record_change
from versioning.services.kernel.search.searchable import rename_search_entry
from versioning.services.kernel.snapshots import check_body
from versioning.services.kernel.store_body import PackedBody, pack_body, repair_body, store_body
from versioning.services.kernel.touching import touch

NOTHING_STORED = f"{CLOSED_MEANWHILE} Nothing of yours was stored."


@dataclass(frozen=True)
class PackedChanges:
    """Values of snapshot fields and of `name`, with the body, if it is among them, compressed.

    Compression takes its time, and so does the check of a long body, so make this before the lock is taken. `checked`
    is the content type that a new body fits, or else the key of the present body and the new content type that it fits.
    """

    values: Mapping[str, Any]
    body: PackedBody | None = None
    checked: str | tuple[int, str] = ""

    @classmethod
    def of_draft(cls, version: Version, values: Mapping[str, Any]) -> Self:
        """Pack changes of the version of a draft. Raises InvalidValue if body and content type do not fit, PoolBusy."""
        if "body" in values:
            content_type = values.get("content_type", version.content_type)
            return cls(values, pack_body(data=_data(values, content_type), successor_of=version), content_type)
        if "content_type" in values:
            check_body(body=version.text, content_type=values["content_type"])
            return cls(values, checked=(version.body_id, values["content_type"]))
        return cls(values)

    @classmethod
    def of_fork(cls, source: Version, values: Mapping[str, Any]) -> Self:
        """Pack changes of a draft that is yet to be forked from `source`. Raises InvalidValue, PoolBusy."""
        content_type = values.get("content_type", source.content_type)
        if "body" not in values:
            return cls(values)
        return cls(values, pack_body(data=_data(values, content_type), successor_of=source), content_type)


@dataclass(frozen=True)
class WritableDraft(LockedDraft):
    """An open draft of a document whose workflow status lets it be saved, with the changes to be saved.

    `blob_id` is the key of the document's blob of this very body, or None. `base_depth` is the depth of the blob that
    the body is encoded against, or None. `file_set_id` is the set of files of the present body, if the new one has the
    same. `quota` is the actor's in the project.
    """

    changes: PackedChanges
    blob_id: int | None
    base_depth: int | None
    file_set_id: int | None
    quota: Quota

    def refuse_other_revision(self, expected: int | None) -> None:
        """Raise DraftChanged if a revision is expected and the draft has another one."""
        if expected is not None and self.revision != expected:
            raise changed_meanwhile(self.draft, changes=self.changes.values)


def read_writable(held: LockedDocument, draft_id: int, *, changes: PackedChanges) -> WritableDraft:
    """Return the draft as it is now. Raises VersionFrozen if it was closed, StatusReadOnly."""
    body = changes.body
    # One statement reads the draft, its status, and what storing the body takes. The lock is held meanwhile.
    row = read_for_save(draft_id, actor=held.actor, body=body)
    refuse_read_only(row)
    return WritableDraft(
        actor=held.actor,
        document=held.document,
        draft=lock_draft(held, row.draft).draft,
        changes=changes,
        blob_id=row.blob_id,
        base_depth=row.base_depth,
        file_set_id=row.file_set_id,
        quota=row.quota,
    )


def read_for_save(draft_id: int, *, actor: Actor, body: PackedBody | None = None) -> DraftForSave:
    """Return the draft with its read-only status. Raises VersionFrozen if it was published or discarded."""
    row = Draft.objects.for_save(
        draft_id,
        user=actor.user.pk,
        digest=body.digest if body else b"",
        base=body.base_id if body else None,
        files=body.files_digest if body else b"",
    )
    if row is None:
        raise VersionFrozen(NOTHING_STORED)
    return row


def refuse_read_only(row: DraftForSave) -> None:
    """Raise StatusReadOnly if the document's workflow status lets nobody save its drafts."""
    if row.read_only_status is not None:
        raise StatusReadOnly(status=row.read_only_status)


def save(held: WritableDraft, *, origin: str = "") -> None:
    """Save the changes as the draft's next revision.

    Raises InvalidValue if body and content type do not fit, and QuotaExceeded.
    """
    _check_fit(held)
    replaced = store(held)
    document, values = held.document, held.changes.values
    # A document takes the title of its current version. While none is current, it takes that of its draft.
    if "title" in values and document.current_id is None:
        document.title = values["title"]
        touch(held, "title")
        rename_search_entry(held)
    record_change(
        held,
        Verb.DRAFT_SAVED,
        version=held.version,
        revision=held.revision,
        fields=sorted(values),
        **replaced,
        **({"origin": origin} if origin else {}),
    )


def store(held: WritableDraft, *, merged: Version | None = None) -> dict[str, Any]:
    """Write the changes as the draft's next revision. Returns what the event keeps of what they replaced.

    With `merged`, that version becomes the version's second parent and the draft's base. Raises QuotaExceeded.
    """
    refuse_excess(held.quota, adding=Amounts(bytes=_added_bytes(held)))
    draft, version, now = held.draft, held.version, clock.now()
    replaced = _replaced(version, held.changes.values)
    # The body is stored as a blob. All other fields are columns of the version.
    values = {name: value for name, value in held.changes.values.items() if name != "body"} | _stored_body(held)
    if merged is not None:
        values["merged"] = draft.base = merged
    for field, value in (*values.items(), ("modified_at", now), ("modified_by", held.actor.user)):
        setattr(version, field, value)
    update_row(version, *(name.removesuffix("_id") for name in values), "modified_at", "modified_by")
    draft.revision += 1
    draft.last_saved_at, draft.last_saved_by = now, held.actor.user
    update_row(draft, "revision", "last_saved_at", "last_saved_by", *(("base",) if merged is not None else ()))
    return replaced


def _replaced(version: Version, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the key of the body, which can be recovered until `purge` deletes it, and other texts that will change."""
    former = {name: getattr(version, name) for name in KEPT_IN_EVENTS if name in values}
    changed = {name: text for name, text in former.items() if text != values[name]}
    return {"former_body": version.body_id, **({"former": changed} if changed else {})}


def changed_meanwhile(draft: Draft, *, changes: Mapping[str, Any]) -> DraftChanged:
    """Return the refusal with its three sides (base, theirs, mine), for the fields that the caller wanted to write."""
    return DraftChanged(
        revision=draft.revision,
        saved_by=draft.last_saved_by.display_name,
        saved_at=draft.last_saved_at,
        base=_side(draft.base, fields=changes),
        theirs=_side(draft.version, fields=changes),
        mine=dict(changes),
    )


def _data(values: Mapping[str, Any], content_type: str) -> bytes:
    return check_body(body=values["body"], content_type=content_type)


def _check_fit(held: WritableDraft) -> None:
    """Check the body against the content type again if the other one changed since `PackedChanges` was made."""
    values, version, checked = held.changes.values, held.version, held.changes.checked
    content_type = values.get("content_type", version.content_type)
    if "body" in values and checked != content_type:
        check_body(body=values["body"], content_type=content_type)
    if "content_type" in values and "body" not in values and checked != (version.body_id, content_type):
        check_body(body=version.text, content_type=content_type)


def _added_bytes(held: WritableDraft) -> int:
    """Return how many bytes the changes will take. What replaces as much or more takes none."""
    body = held.changes.body if held.blob_id is None else None
    return _grown_bytes(held) + (0 if body is None else len(body.encoded))


def _grown_bytes(held: WritableDraft) -> int:
    """Return by how many bytes the description and the metadata grow."""
    changed = {name: held.changes.values[name] for name in BESIDE_BODY if name in held.changes.values}
    if not changed:
        return 0
    before = {name: getattr(held.version, name) for name in BESIDE_BODY}
    return max(0, bytes_beside_body({**before, **changed}) - bytes_beside_body(before))


def _stored_body(held: WritableDraft) -> dict[str, Any]:
    """Store the body, if it changes, and return the field of the version that refers to it."""
    body = held.changes.body
    if body is None:
        return {}
    # The document had this text before. One text is one blob within a document, which the database checks.
    if held.blob_id is not None:
        repair_body(held, blob_id=held.blob_id, packed=body)
        return {"body_id": held.blob_id}
    # The new blob brings its text along, so that a page that shows the saved draft need not read it.
    return {"body": store_body(held, packed=body, base_depth=held.base_depth, file_set_id=held.file_set_id)}


def _side(version: Version | None, *, fields: Mapping[str, Any]) -> dict[str, Any] | None:
    if version is None:
        return None
    return {name: version.text if name == "body" else getattr(version, name) for name in fields}
