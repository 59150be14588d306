"""Find the invitation of a link."""

from versioning.exceptions import NotAllowed, NotFound
from versioning.models import Invitation
from versioning.policies import Action, authorize
from versioning.services.kernel.earlier_person import actor_for

ENDED = "This invitation was used, withdrawn, or has expired. Ask for another one."


def find_invitation(*, token: str) -> Invitation:
    """Return the invitation, with its project, if it can be accepted. Raises NotFound."""
    invitation = Invitation.objects.find_usable(token)
    if invitation is None or not is_backed(invitation):
        raise NotFound(ENDED)
    return invitation


def is_backed(invitation: Invitation) -> bool:
    """Return whether whoever invited may still do so.

    Otherwise a manager could invite an address of their own and come back with it after they were removed.
    """
    try:
        actor = actor_for(invitation.invited_by)
        authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=invitation.project_id)
    except (NotAllowed, NotFound):
        return False
    return True
