"""Change a document's text and place together, whatever the status of its newest version."""

from dataclasses import dataclass

from versioning.exceptions import DraftExists, VersionFrozen, VersionNotFound
from versioning.models import Actor, Document, Draft, Version
from versioning.models.differences import differs
from versioning.models.limits import NAME_LENGTH
from versioning.policies import Action, authorize
from versioning.services.documents._steps.placing import PlaceChanges, check_changes, replace_place
from versioning.services.documents.text_changes import OnPublished, TextChanges
from versioning.services.kernel.forking import fork_to_main
from versioning.services.kernel.locking import LockedDocument
from versioning.services.kernel.saving import NOTHING_STORED, PackedChanges, read_writable, save
from versioning.services.kernel.snapshots import check_snapshot
from versioning.services.kernel.storable import check_text

ANOTHER_PUBLISHED = "Another version was published meanwhile. Read it first; nothing of yours was stored."


@dataclass(frozen=True)
class Revision:
    """The version that is changed, and what of it. A published version is changed in what differs from it alone."""

    target: Version
    changes: PackedChanges
    requested: TextChanges


def plan_revision(*, actor: Actor, document: Document, changes: TextChanges) -> Revision:
    """Find the version to be changed and compress its new text, before the lock is taken.

    A draft is the target only if it was open when the call came. So nobody writes in a draft that they did not see.
    Raises NotAllowed, InvalidValue, VersionNotFound.
    """
    content, place = changes.content, changes.place
    saving = (Action.SAVE,) if content or not place else ()
    for action in (*saving, *((Action.EDIT_DOCUMENT,) if place else ())):
        authorize(actor=actor, action=action, project_id=document.project_id)
    check_snapshot(content)
    check_changes(place)
    check_text(changes.origin, field="origin", longest=NAME_LENGTH)
    target = _find_target(document, number=changes.number)
    if target.status == Version.Status.DRAFT:
        return Revision(target, PackedChanges.of_draft(target, content), changes)
    # What equals the published text is no reason to fork it.
    values = {name: value for name, value in content.items() if differs(target, name=name, value=value)}
    return Revision(target, PackedChanges.of_fork(target, values), changes)


def revise(held: LockedDocument, revision: Revision, *, place: PlaceChanges) -> Version:
    """Change the place and then the text. Returns the changed version, or the target if its text does not change.

    Raises what `revise_document` raises.
    """
    target = revision.target
    if place.values:
        replace_place(held, place)
    target.document = held.document
    if not revision.requested.content:
        return target
    if target.status == Version.Status.DRAFT:
        return _save(held, _draft_id(target), revision=revision)
    target = _find_unchanged_target(held, revision)
    if not revision.changes.values:
        return target
    if revision.requested.on_published is OnPublished.REFUSE:
        raise VersionFrozen
    return _save(held, fork_to_main(held, source=target).draft.pk, revision=revision)


def _save(held: LockedDocument, draft_id: int, *, revision: Revision) -> Version:
    opened = read_writable(held, draft_id, changes=revision.changes)
    save(opened, origin=revision.requested.origin)
    return opened.version


def _draft_id(version: Version) -> int:
    pk = Draft.objects.filter(version=version).values_list("pk", flat=True).first()
    if pk is None:
        raise VersionFrozen(NOTHING_STORED)
    return pk


def _find_unchanged_target(held: LockedDocument, revision: Revision) -> Version:
    """Return the target as it is now. Raises DraftExists if somebody forked or published another version since."""
    version = _find_target(held.document, number=revision.requested.number)
    if version.status == Version.Status.DRAFT:
        raise DraftExists
    if version.pk != revision.target.pk:
        raise DraftExists(ANOTHER_PUBLISHED)
    return version


def _find_target(document: Document, *, number: int | None) -> Version:
    versions = Version.objects.in_history(document.pk).listed().newest_first()
    version = (versions if number is None else versions.filter(number=number)).first()
    if version is None:
        raise VersionNotFound
    version.document = document
    return version
