"""What the verbs on people's accounts share: how a name is kept, and what a password must be."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from versioning.exceptions import InvalidValue
from versioning.models import User
from versioning.services.kernel.names import check_name

# Of Django's two columns, for the first name and for the rest.
PART_LENGTH = 150


def give_name(user: User, *, name: str) -> None:
    """Set, and do not save, what people call it; empty: its username. Raises InvalidValue (name)."""
    first, _, last = name.strip().partition(" ")
    user.first_name, user.last_name = first, last.strip()
    if user.first_name:
        check_name(user.display_name)
    if max(len(user.first_name), len(user.last_name)) > PART_LENGTH:
        raise InvalidValue(
            f"Neither the first name nor the rest may have more than {PART_LENGTH} characters.", field="name"
        )


def check_password(password: str, *, user: User) -> None:
    """Raise InvalidValue (password) where it is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidValue(" ".join(error.messages), field="password") from error
