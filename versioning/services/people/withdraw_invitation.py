"""Withdraw an invitation that nobody has accepted yet."""

from django.db import transaction

from versioning.exceptions import NotFound
from versioning.models import Actor, Invitation, Verb
from versioning.policies import Action, authorize
from versioning.services.kernel.recording import record


def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Delete the invitation, so that its link ends. Raises NotFound (accepted or withdrawn meanwhile), NotAllowed."""
    authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=invitation.project_id)
    with transaction.atomic():
        # The delete decides which of two calls at once withdraws it.
        deleted, _ = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
        if not deleted:
            raise NotFound
        record(
            actor=actor,
            verb=Verb.INVITATION_WITHDRAWN,
            project_id=invitation.project_id,
            invitation=str(invitation.pk),
        )
