"""The link to set a new password."""

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from versioning.models import User
from versioning.ops.mail import public


def password_link(user: User) -> str:
    """Return the address at which the person sets a new password. It works once, for PASSWORD_RESET_TIMEOUT seconds."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return public(reverse("set-password", args=[key, default_token_generator.make_token(user)]))
