"""Where a new server is set up."""

from urllib.parse import urlencode

from django.urls import reverse

from versioning.services.access.setup_key import setup_key


def setup_path() -> str:
    """With the key; put the server's address before it."""
    return f"{reverse('desk:setup')}?{urlencode({'key': setup_key()})}"
