"""The rule for names that the verbs on accounts share."""

from versioning.exceptions import InvalidValue
from versioning.models import User
from versioning.services.kernel.names import check_name

# In characters: the length of Django's two columns, for the first name and for the rest.
PART_LENGTH = 150


def give_name(user: User, *, name: str) -> None:
    """Set first and last name from a full name. An empty name means the username. Does not save.

    Raises InvalidValue (name).
    """
    # Django stores two names, people enter one.
    first, _, last = name.strip().partition(" ")
    user.first_name, user.last_name = first, last.strip()
    if user.first_name:
        check_name(user.display_name)
    if max(len(user.first_name), len(user.last_name)) > PART_LENGTH:
        raise InvalidValue(f"First name and last name must each have at most {PART_LENGTH} characters.", field="name")
