"""Bringing a version to a status by whichever verb leads there (Orbiq's `PATCH …/versions/{id}`)."""

from django.db import transaction

from versioning.exceptions import VersionFrozen
from versioning.models import Actor, Draft, Version
from versioning.policies import Action, authorize
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.drafts.reopen_draft import reopen_draft
from versioning.services.kernel.counting import counted_in
from versioning.services.versions.archive_version import archive_version
from versioning.services.versions.publish_version import publish_version
from versioning.services.versions.restore_version import restore_version

GUARDS: dict[str, Action] = {
    Version.Status.DRAFT: Action.DISCARD,
    Version.Status.PUBLISHED: Action.PUBLISH,
    Version.Status.ARCHIVED: Action.ARCHIVE,
}


def set_status(*, actor: Actor, version: Version, status: str) -> Version:
    """Publish, archive, discard, restore or reopen; nothing where it has the status already.

    A version that was once published never becomes a draft again: VersionFrozen. Nothing is promoted.
    """
    if status == version.status:
        # A discarded draft is archived, too: who may discard it may say so twice.
        action = Action.DISCARD if version.is_discarded else GUARDS[version.status]
        authorize(actor=actor, action=action, project_id=version.document.project_id)
        return version
    if status == Version.Status.DRAFT:
        return reopen_draft(actor=actor, version=version).version
    if status == Version.Status.PUBLISHED:
        return _to_published(actor=actor, version=version)
    if version.status == Version.Status.PUBLISHED:
        return archive_version(actor=actor, version=version)
    draft = Draft.objects.filter(version=version).first()
    if draft is None:
        raise VersionFrozen
    draft.document = version.document
    return discard_draft(actor=actor, draft=draft)


def _to_published(*, actor: Actor, version: Version) -> Version:
    if version.status == Version.Status.DRAFT:
        return publish_version(actor=actor, version=version)
    if version.was_published:
        return restore_version(actor=actor, version=version)
    # A discarded draft: its history shows two steps, and neither stands without the other.
    counted = counted_in(version)
    with transaction.atomic():
        reopened = reopen_draft(actor=actor, version=version).version
        return publish_version(actor=actor, version=reopened, counted=counted)
