"""Programs name the person for whom they act."""

from uuid import UUID

from versioning.exceptions import InvalidValue
from versioning.models import Actor, Membership, Token


def acting_for(*, actor: Actor, user_id: UUID | None, project_id: UUID) -> Actor:
    """The actor, as that member of the project where its token is no person's. The token's role and scopes stay.

    Raises InvalidValue where there is no such member, or where the actor is another person.
    """
    if user_id is None or user_id == actor.user.pk:
        return actor
    if actor.token is None or actor.token.kind == Token.Kind.PERSONAL:
        raise InvalidValue("You act for yourself: user_id must be your own id.", field="user_id")
    member = Membership.objects.filter(project=project_id, user=user_id).select_related("user").first()
    if member is None:
        raise InvalidValue("This project has no member of this id.", field="user_id")
    return Actor(user=member.user, token=actor.token)
