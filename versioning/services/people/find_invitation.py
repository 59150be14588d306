"""Find the invitation of a link."""

from versioning.exceptions import NotFound
from versioning.models import Invitation

ENDED = "This invitation was used, withdrawn, or has expired. Ask for another one."


def find_invitation(*, token: str) -> Invitation:
    """Return the invitation, with its project, if it can be accepted. Raises NotFound."""
    invitation = Invitation.objects.find_usable(token)
    if invitation is None:
        raise NotFound(ENDED)
    return invitation
