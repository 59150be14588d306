"""Check e-mail addresses before they are stored."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from versioning.exceptions import InvalidValue
from versioning.models import User


def checked_address(email: str) -> str:
    """Return the address in the form that is stored. Raises InvalidValue (email)."""
    email = User.objects.normalize_email(email.strip())
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidValue("email must be an email address, such as ana@example.org.", field="email") from error
    return email
