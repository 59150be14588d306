"""Taking one version out of a document's history, by whichever verb leads there."""

from django.db import transaction

from versioning.exceptions import LastVersion
from versioning.models import Actor, Document, Version
from versioning.services.drafts.discard_draft import discard_draft
from versioning.services.kernel.locking import lock_document
from versioning.services.versions.lookup_history import find_in_history, find_numbered_draft
from versioning.services.versions.trash_version import trash_version


def remove_version(*, actor: Actor, document: Document, number: int) -> None:
    """An open draft is discarded, and can be reopened; any other version goes to the trash, and can be restored.

    Raises VersionNotFound, VersionIsCurrent, LastVersion, NotAllowed.
    """
    with transaction.atomic():
        version = find_in_history(document=lock_document(document.pk), number=number)
        if version.status != Version.Status.DRAFT:
            trash_version(actor=actor, version=version)
            return
        if not Version.objects.in_history(document.pk).exclude(pk=version.pk).exists():
            raise LastVersion
        discard_draft(actor=actor, draft=find_numbered_draft(document=document, number=number))
