"""Make a link to set a new password, for an administrator to hand over."""

from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Actor, User, Verb
from versioning.policies import authorize_organization
from versioning.services.kernel.recording import record
from versioning.services.people.password_link import password_link


def hand_over_password_link(*, actor: Actor, user: User) -> str:
    """Return the link. Whoever has it can sign in as the person, so the event says who made it.

    Raises NotAllowed (tokens and applications never do this), InvalidValue (user: the account cannot sign in).
    """
    if actor.credential is not None:
        raise NotAllowed("Sign in to make a link to set a password. A token cannot do this.")
    authorize_organization(actor=actor)
    if user.is_service or not user.is_active:
        raise InvalidValue("This account can't sign in.", field="user")
    record(
        actor=actor,
        verb=Verb.USER_CHANGED,
        project_id=None,
        username=user.username,
        account=str(user.pk),
        password_link=True,
    )
    return password_link(user)
