"""The key of the first run: it proves that whoever sets the server up can read its log or run its commands."""

from django.utils.crypto import constant_time_compare, salted_hmac


def setup_key() -> str:
    """32 hex digits that follow from SECRET_KEY: in every process the same, kept nowhere, of no use afterwards."""
    return salted_hmac("versioning.setup_key", "first run", algorithm="sha256").hexdigest()[:32]


def is_setup_key(given: str) -> bool:
    return constant_time_compare(given, setup_key())
