"""Turn an invitation into a membership, exactly once."""

from versioning import clock
from versioning.exceptions import AlreadyExists, NotFound
from versioning.models import Actor, Invitation, Membership, Role, User, Verb
from versioning.services.kernel.recording import record
from versioning.services.people.find_invitation import ENDED, find_invitation


def lock_invitation(token: str) -> Invitation:
    """As `find_invitation`, with its row locked. Call it in a transaction. Raises NotFound."""
    invitation = find_invitation(token=token)
    # Read again under the lock: another request may have used it since.
    locked = Invitation.objects.select_for_update(no_key=True).filter(pk=invitation.pk, accepted_at=None).first()
    if locked is None or locked.stamp != invitation.stamp:
        raise NotFound(ENDED)
    locked.project = invitation.project
    return locked


def accept(invitation: Invitation, *, user: User) -> Membership:
    """Make the person a member, and end the locked invitation. Raises AlreadyExists (they are a member already)."""
    membership, is_new = Membership.objects.get_or_create(
        project=invitation.project, user=user, defaults={"role": invitation.role}
    )
    if not is_new:
        raise AlreadyExists(f"You are already a member of {invitation.project.name}.", field="user")
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=("accepted_at", "accepted_by"))
    record(
        actor=Actor(user=user),
        verb=Verb.INVITATION_ACCEPTED,
        project_id=invitation.project_id,
        invitation=str(invitation.pk),
        user=str(user.pk),
        username=user.username,
        role=Role(invitation.role).label,
        invited_by=str(invitation.invited_by_id),
    )
    return membership
