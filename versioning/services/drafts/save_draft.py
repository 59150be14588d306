"""Save what an editor typed in a draft."""

from collections.abc import Mapping
from typing import Any

from versioning.models import Actor, Draft
from versioning.models.limits import NAME_LENGTH
from versioning.policies import Action, authorize
from versioning.services.drafts._front_matter_fields import with_front_matter_fields
from versioning.services.kernel.locking import locked
from versioning.services.kernel.saving import PackedChanges, read_writable, save
from versioning.services.kernel.snapshots import check_snapshot
from versioning.services.kernel.storable import check_text


def save_draft(
    *,
    actor: Actor,
    draft: Draft,
    changes: Mapping[str, Any],
    expected_revision: int | None = None,
    origin: str = "",
    follow_front_matter: bool = False,
) -> Draft:
    """Replace those snapshot fields, and `name`, that `changes` names. The revision grows by one.

    `body` is the text itself. With `expected_revision` it is a compare-and-swap. `origin` names the client that saved
    and is kept in the event. With `follow_front_matter`, the title and the description of the version follow those that
    the save changes in the front matter of the text, unless `changes` names them too. Raises InvalidValue, DraftChanged
    (with base, theirs and mine), VersionFrozen (it was published or discarded meanwhile), StatusReadOnly. Nothing is
    stored then.
    """
    authorize(actor=actor, action=Action.SAVE, project_id=draft.document.project_id)
    check_snapshot(changes)
    check_text(origin, field="origin", longest=NAME_LENGTH)
    # A save that comes too late is refused with what it names.
    if follow_front_matter and expected_revision in (None, draft.revision):
        changes = with_front_matter_fields(draft.version, changes)
    # Compressed against the text as the caller read it. The draft may have another text by now.
    packed = PackedChanges.of_draft(draft.version, changes)
    with locked(draft.document_id, actor=actor) as held:
        opened = read_writable(held, draft.pk, changes=packed)
        opened.refuse_other_revision(expected_revision)
        save(opened, origin=origin)
    return opened.draft
