"""What the verbs on people's accounts share: how a name is kept, and what a password must be."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from versioning.exceptions import InvalidValue
from versioning.models import User
from versioning.services.names import check_name


def give_name(user: User, *, name: str) -> None:
    """Set, and do not save, what people call it; empty: its username. Raises InvalidValue (name)."""
    first, _, last = name.strip().partition(" ")
    user.first_name, user.last_name = first, last.strip()
    if user.first_name:
        check_name(user.display_name)
    for field in ("first_name", "last_name"):
        longest = User._meta.get_field(field).max_length
        if longest is not None and len(getattr(user, field)) > longest:
            raise InvalidValue(
                f"Neither the first name nor the rest may have more than {longest} characters.", field="name"
            )


def check_password(password: str, *, user: User) -> None:
    """Raise InvalidValue (password) where it is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidValue(" ".join(error.messages), field="password") from error
