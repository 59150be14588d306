"""Remove an attachment from a document."""

from versioning.exceptions import NotFound
from versioning.models import Actor, Attachment, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.locking import locked
from versioning.services.kernel.recording import record_change


def detach_file(*, actor: Actor, attachment: Attachment) -> None:
    """Remove the attachment. Its file stays in the project. Raises NotAllowed, NotFound if it is gone."""
    authorize(actor=actor, action=Action.EDIT_DOCUMENT, project_id=attachment.document.project_id)
    with locked(attachment.document_id, actor=actor) as held:
        if not held.document.attachments.filter(pk=attachment.pk).delete()[0]:
            raise NotFound
        record_change(held, Verb.DOCUMENT_FILE_DETACHED, attachment=str(attachment.pk), name=attachment.name)
