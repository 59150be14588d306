"""Take one version out of a document's history, in the way that its status allows."""

from versioning.exceptions import LastVersion, VersionNotFound
from versioning.models import Actor, Document, Version
from versioning.models.sql.get_or_none import get_or_none
from versioning.policies import Action, authorize
from versioning.services.kernel.discarding import discard
from versioning.services.kernel.locking import locked, read_draft_of
from versioning.services.versions._trashing import trash


def remove_version(*, actor: Actor, document: Document, number: int) -> None:
    """Discard an open draft, which can be reopened, or move any other version to the trash, which can be restored.

    Raises VersionNotFound, VersionIsCurrent, LastVersion, NotAllowed.
    """
    with locked(document.pk, actor=actor) as held:
        version = get_or_none(Version.objects.in_history(document.pk).listed().filter(number=number))
        if version is None:
            raise VersionNotFound
        # Which right it takes depends on the version's status under the lock.
        if version.status != Version.Status.DRAFT:
            authorize(actor=actor, action=Action.TRASH, project_id=document.project_id)
            trash(held, version)
            return
        if not Version.objects.in_history(document.pk).exclude(pk=version.pk).exists():
            raise LastVersion
        authorize(actor=actor, action=Action.DISCARD, project_id=document.project_id)
        discard(read_draft_of(held, version.pk))
