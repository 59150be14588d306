"""The address on which a new server is set up."""

from urllib.parse import urlencode

from django.urls import reverse

from versioning.services.access.setup_key import setup_key


def setup_path() -> str:
    """Return the path with the key. Put the server's address before it."""
    return f"{reverse('desk:setup')}?{urlencode({'key': setup_key()})}"
