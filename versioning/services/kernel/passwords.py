"""The rule for passwords."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from versioning.exceptions import InvalidValue
from versioning.models import User


def check_password(password: str, *, user: User) -> None:
    """Raise InvalidValue (password) if the password is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidValue(" ".join(error.messages), field="password") from error
