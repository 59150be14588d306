"""The link of an invitation."""

from django.urls import reverse

from versioning.models import Invitation
from versioning.ops.mail import public


def invitation_link(invitation: Invitation) -> str:
    """Return the address at which the invitation is accepted. Whoever has it can join."""
    return public(reverse("invitation", args=[invitation.token]))
