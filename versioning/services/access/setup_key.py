"""The setup key. It proves that the caller can read the log of the server or run its commands."""

from django.utils.crypto import constant_time_compare, salted_hmac


def setup_key() -> str:
    """Return 32 hex digits derived from SECRET_KEY.

    They are the same in every process, are stored nowhere, and are useless once there is an account.
    """
    # The salt separates this key from everything else that is derived from SECRET_KEY.
    return salted_hmac("versioning.setup_key", "first run", algorithm="sha256").hexdigest()[:32]


def is_setup_key(given: str) -> bool:
    """Return whether this is the key, in constant time."""
    return constant_time_compare(given, setup_key())
