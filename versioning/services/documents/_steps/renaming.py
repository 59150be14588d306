"""Give a document another title, in a transaction that locked it."""

from versioning.exceptions import NothingToFork
from versioning.models import Draft
from versioning.models.sql.references import CURRENT
from versioning.policies import Action, authorize
from versioning.services.kernel.counting import word_counts
from versioning.services.kernel.forking import find_newest_published, find_source, fork_to_main
from versioning.services.kernel.locking import LockedDocument, LockedDraft
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.saving import PackedChanges, read_writable, save
from versioning.services.kernel.search.searchable import searchable_text
from versioning.services.kernel.snapshots import check_snapshot
from versioning.services.kernel.transitions import publish_as_current


def rename(held: LockedDocument, title: str) -> None:
    """Save the title in the newest draft or, if the document has a current version, publish a fork with the title.

    Authorizes the actor, because it depends on the document which rights that takes. Does nothing if the document has
    the title already. Raises what `rename_document` raises.
    """
    if held.document.title == title:
        return
    if held.document.current_id is None:
        _save_title(held, _newest_draft_id(held), title=title)
        return
    _authorize(held, Action.FORK)
    forked = fork_to_main(held, source=find_source(held, CURRENT))
    saved = _save_title(held, forked.draft.pk, title=title)
    _authorize(held, Action.PUBLISH, Action.PROMOTE)
    # The fork has the text of the current version, so neither of these reads it.
    counts, text = word_counts(saved.version), searchable_text(saved.version)
    record_all(publish_as_current(saved, counts=counts, text=text))


def _newest_draft_id(held: LockedDocument) -> int:
    draft = Draft.objects.newest_of(held.document.pk)
    if draft is not None:
        return draft.pk
    _authorize(held, Action.FORK)
    source = find_newest_published(held)
    if source is None:
        raise NothingToFork
    return fork_to_main(held, source=source).draft.pk


def _save_title(held: LockedDocument, draft_id: int, *, title: str) -> LockedDraft:
    _authorize(held, Action.SAVE)
    changes = {"title": title}
    check_snapshot(changes)
    opened = read_writable(held, draft_id, changes=PackedChanges(changes))
    save(opened)
    return opened


def _authorize(held: LockedDocument, *actions: Action) -> None:
    for action in actions:
        authorize(actor=held.actor, action=action, project_id=held.document.project_id)
