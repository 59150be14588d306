"""Change the role of a member."""

from django.db import transaction

from versioning.models import Actor, Membership, Role, Verb
from versioning.policies import Action, authorize
from versioning.services.access._steps.managers import lock_membership, refuse_last_manager
from versioning.services.kernel.recording import record


def change_member_role(*, actor: Actor, membership: Membership, role: Role) -> Membership:
    """Give the member this role. Nothing happens if the member has it already.

    Raises LastManager, NotFound (removed meanwhile), NotAllowed.
    """
    authorize(actor=actor, action=Action.MANAGE_MEMBERS, project_id=membership.project_id)
    with transaction.atomic():
        stored = lock_membership(membership)
        if stored.role == role:
            return stored
        refuse_last_manager(stored)
        former, stored.role = Role(stored.role), role
        stored.save(update_fields=("role",))
        record(
            actor=actor,
            verb=Verb.MEMBER_CHANGED,
            project_id=stored.project_id,
            user=str(stored.user_id),
            username=stored.user.username,
            role=role.label,
            former=former.label,
        )
    return stored
