"""Promoting a version in place of the one that somebody saw as the current one."""

from django.db import transaction

from versioning.models import Actor, Version
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import lock_document
from versioning.services.kernel.searchable import said_by
from versioning.services.versions.preconditions import Seen
from versioning.services.versions.promote_version import promote_version


def promote_seen(*, actor: Actor, version: Version, seen: Seen) -> Version:
    """As `promote_version`, which see; raises CurrentChanged where readers see another version than was thought."""
    authorize(actor=actor, action=Action.PROMOTE, project_id=version.document.project_id)
    said = said_by(version)
    with transaction.atomic():
        seen.refuse_other(lock_document(version.document_id))
        return promote_version(actor=actor, version=version, said=said)
