"""Decide in whose name a token acts."""

from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Actor, User


def acting_for(*, actor: Actor, user_id: UUID | None, project_id: UUID) -> Actor:
    """Return the actor or, for a token of the project or organization, the member that it names.

    The token keeps its own role and scopes, and the event names both. A person and a personal token act for themselves
    only. Raises InvalidValue (user_id).
    """
    if user_id is None or user_id == actor.user.pk:
        return actor
    # Personal tokens have no role of their own, and a token of another project has none here.
    if actor.own_role is None or actor.token_project_id not in (None, project_id):
        raise InvalidValue(
            "user_id must be your own. Only a project or organization token may name another user.", field="user_id"
        )
    member = User.objects.filter(pk=user_id, is_active=True, memberships__project=project_id).first()
    if member is None:
        raise InvalidValue("user_id must be the id of an active member of this project.", field="user_id")
    return Actor(user=member, credential=actor.credential)
