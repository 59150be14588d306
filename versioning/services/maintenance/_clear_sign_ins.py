"""Delete expired sessions of browsers, and expired codes, access tokens and refresh tokens of OAuth 2."""

from django.db import transaction
from oauth2_provider.models import AccessToken, RefreshToken, clear_expired

from versioning.models import BrowserSession, Grant


def clear_sign_ins() -> int:
    """Delete them. Return how many rows are gone, if nobody signs in meanwhile.

    The OAuth library decides what has expired. A used refresh token stays as long as its successors may live, so that a
    second use of it is noticed.
    """
    before = _rows()
    BrowserSession.objects.expired().delete()
    clear_expired()
    return max(0, before - _rows())


def count_clearable_sign_ins() -> int:
    """Return how many rows `clear_sign_ins` would delete."""
    # The library has no dry run, so delete the rows and roll back.
    with transaction.atomic():
        count = clear_sign_ins()
        transaction.set_rollback(True)
    return count


def _rows() -> int:
    return sum(model.objects.count() for model in (BrowserSession, Grant, AccessToken, RefreshToken))
