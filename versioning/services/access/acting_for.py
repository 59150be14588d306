"""In whose name something is done."""

from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Actor, User


def acting_for(*, actor: Actor, user_id: UUID | None, project_id: UUID) -> Actor:
    """The actor itself or, for a token of the project or of the organization, the member whom it names.

    A token's role and scopes stay its own, whomever it acts for; the event tells of both. A person, and a personal
    token, act for nobody else. Raises InvalidValue (user_id).
    """
    if user_id is None or user_id == actor.user.pk:
        return actor
    if actor.own_role is None or actor.token_project_id not in (None, project_id):
        raise InvalidValue("user_id must be your own: only a token of the project acts for others.", field="user_id")
    member = User.objects.filter(pk=user_id, is_active=True, memberships__project=project_id).first()
    if member is None:
        raise InvalidValue("user_id must be the id of a member of this project.", field="user_id")
    return Actor(user=member, credential=actor.credential)
