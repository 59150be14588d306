"""Act now for a person who asked for something earlier, as jobs and links do."""

from versioning.exceptions import NotAllowed
from versioning.models import Actor, User


def actor_for(user: User) -> Actor:
    """Return the person as an actor, with the rights that they have now. Raises NotAllowed if they are deactivated.

    Whoever signs in or sends a token is refused while the account is deactivated. Here nobody signs in.
    """
    if not user.is_active:
        raise NotAllowed(f"The account of {user.display_name} was deactivated.")
    return Actor(user=user)
