"""Set a version's status by whichever verb leads there (Orbiq's `PATCH …/versions/{id}`)."""

from versioning.exceptions import VersionFrozen
from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.kernel.counting import word_counts
from versioning.services.kernel.discarding import reopen
from versioning.services.kernel.locking import locked
from versioning.services.kernel.recording import record_all
from versioning.services.kernel.transitions import publish
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version

GUARDS: dict[str, Action] = {
    Version.Status.DRAFT: Action.DISCARD,
    Version.Status.PUBLISHED: Action.PUBLISH,
    Version.Status.ARCHIVED: Action.ARCHIVE,
}


def set_status(*, actor: Actor, version: Version, status: str) -> Version:
    """Publish, archive, discard, restore or reopen. Does nothing if the version has the status already.

    Nothing is promoted. Raises VersionFrozen for a draft status if the version was ever published.
    """
    if status == version.status:
        # A discarded draft is archived, too. Whoever may discard it may repeat the call.
        action = Action.DISCARD if version.is_discarded else GUARDS[version.status]
        authorize(actor=actor, action=action, project_id=version.document.project_id)
        return version
    if status == Version.Status.DRAFT:
        return reopen_draft(actor=actor, version=version).version
    if status == Version.Status.PUBLISHED:
        return _set_published(actor=actor, version=version)
    if version.status == Version.Status.PUBLISHED:
        return archive_version(actor=actor, version=version)
    draft = version.open_draft
    if draft is None:
        raise VersionFrozen
    draft.document = version.document
    return discard_draft(actor=actor, draft=draft)


def _set_published(*, actor: Actor, version: Version) -> Version:
    if version.status == Version.Status.DRAFT:
        return publish_version(actor=actor, version=version)
    if version.was_published:
        return restore_version(actor=actor, version=version)
    return _publish_discarded(actor=actor, version=version)


def _publish_discarded(*, actor: Actor, version: Version) -> Version:
    """Reopen and publish a discarded draft, both or neither. The history shows both steps."""
    for action in (Action.DISCARD, Action.PUBLISH):
        authorize(actor=actor, action=action, project_id=version.document.project_id)
    counts = word_counts(version)
    with locked(version.document_id, actor=actor) as held:
        reopened = reopen(held, version.pk)
        record_all(publish(reopened, counts=counts))
    return reopened.version
