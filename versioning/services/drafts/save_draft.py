"""Storing what an editor typed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from versioning.models import Actor, Draft, Verb, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.names import NAME_LENGTH
from versioning.services.kernel.recording import record
from versioning.services.kernel.saving import changed_meanwhile, pack_changes, read_open, store
from versioning.services.kernel.searchable import rename_findable
from versioning.services.kernel.snapshots import check_body, check_snapshot
from versioning.services.kernel.storable import check_text
from versioning.services.kernel.store_body import PackedBody
from versioning.services.kernel.transitions import touch


def save_draft(
    *,
    actor: Actor,
    draft: Draft,
    changes: Mapping[str, Any],
    expected_revision: int | None = None,
    origin: str = "",
    packed: PackedBody | None = None,
) -> Draft:
    """Replace those snapshot fields (and `name`) that `changes` names; the revision grows by one.

    `body` is the text itself. With `expected_revision` it is a compare-and-swap. `origin` says what sent the save and
    is kept in its event. `packed` is what `pack_changes` made of the changes, for callers that hold the lock: texts are
    compressed before it is taken. Raises InvalidValue, DraftChanged (with base, theirs and mine: nothing was stored),
    VersionFrozen (it was published or discarded meanwhile), StatusReadOnly.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    check_snapshot(changes)
    check_text(origin, field="origin", longest=NAME_LENGTH)
    packed = packed or pack_changes(version=draft.version, changes=changes)
    with transaction.atomic():
        document = lock_document(draft.document_id)
        opened = read_open(draft=draft, document=document, packed=packed)
        stored = opened.draft
        if expected_revision is not None and stored.revision != expected_revision:
            raise changed_meanwhile(draft=stored, changes=changes)
        _check_fit(version=stored.version, changes=changes)
        former_body_id = store(actor=actor, opened=opened, changes=changes)
        if "title" in changes and document.current_id is None:
            document.title = changes["title"]
            touch(actor=actor, document=document, fields=("title",))
            rename_findable(document)
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


def _check_fit(*, version: Version, changes: Mapping[str, Any]) -> None:
    """Where one of body and content type changes alone, it must fit the other as it stands under the lock."""
    if "body" in changes and "content_type" not in changes:
        check_body(body=changes["body"], content_type=version.content_type)
    if "content_type" in changes and "body" not in changes:
        check_body(body=version.text, content_type=changes["content_type"])
