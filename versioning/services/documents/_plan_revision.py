"""Finding out what is to be changed in a document's text, before any lock is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from versioning.exceptions import VersionNotFound
from versioning.models import Actor, Document, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.saving import pack_changes, pack_changes_of_fork
from versioning.services.kernel.snapshots import check_snapshot, differs
from versioning.services.kernel.store_body import PackedBody


@dataclass(frozen=True)
class Revision:
    """Which version is to be changed, and what of it: where it is frozen, only what differs from it."""

    target: Version
    changes: Mapping[str, Any]
    packed: PackedBody | None


def plan_revision(
    *, actor: Actor, document: Document, content: Mapping[str, Any], place: Mapping[str, Any], number: int | None
) -> Revision:
    """Of version `number`, else of the newest that is neither discarded nor in the trash; texts are compressed here.

    Raises NotAllowed, InvalidValue, VersionNotFound.
    """
    if content or not place:
        authorize(actor=actor, action=Action.SAVE, project_id=document.project_id)
    check_snapshot(content)
    target = find_target(document=document, number=number)
    if target.status == Version.Status.DRAFT:
        return Revision(target, content, pack_changes(version=target, changes=content))
    changes = {name: value for name, value in content.items() if differs(target, name=name, value=value)}
    return Revision(target, changes, pack_changes_of_fork(source=target, changes=changes))


def find_target(*, document: Document, number: int | None) -> Version:
    """What a change of the document's text is a change of. Raises VersionNotFound."""
    versions = Version.objects.of(document.pk).not_discarded().listed().newest_first()
    found = (versions if number is None else versions.filter(number=number)).first()
    if found is None:
        raise VersionNotFound
    found.document = document
    return found
