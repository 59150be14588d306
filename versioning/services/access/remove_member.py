"""Taking a person out of a project. What they wrote stays, and so does their name on it."""

from django.db import transaction

from versioning.models import Actor, Membership, Role, Verb
from versioning.policies import Action, authorize
from versioning.services.access._managers import lock_membership, refuse_last_manager
from versioning.services.kernel.recording import record


def remove_member(*, actor: Actor, membership: Membership) -> None:
    """Raises LastManager, NotFound (removed meanwhile)."""
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
