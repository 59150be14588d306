"""Remove a person from a project. What they wrote stays, with their name."""

from django.db import transaction

from versioning.models import Actor, Membership, Role, Verb
from versioning.policies import Action, authorize
from versioning.services.access._steps.managers import lock_membership, refuse_last_manager
from versioning.services.kernel.recording import record


def remove_member(*, actor: Actor, membership: Membership) -> None:
    """Remove the member. Raises LastManager, NotFound (removed meanwhile), NotAllowed."""
    authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=membership.project_id)
    with transaction.atomic():
        stored = lock_membership(membership)
        refuse_last_manager(stored)
        stored.delete()
        record(
            actor=actor,
            verb=Verb.MEMBER_REMOVED,
            project_id=membership.project_id,
            user=str(stored.user_id),
            username=stored.user.username,
            role=Role(stored.role).label,
        )
