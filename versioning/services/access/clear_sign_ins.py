"""Deleting what sign-ins through applications left: expired codes, access tokens and refresh tokens."""

from django.db import transaction
from oauth2_provider.models import AccessToken, RefreshToken, clear_expired

from versioning.models import Grant


def clear_sign_ins() -> int:
    """How many rows went, where nobody signs in meanwhile. What is expired is the OAuth library's to say.

    A refresh token that was used stays as long as its successors can, so that a second use of it is noticed.
    """
    before = _rows()
    clear_expired()
    return max(0, before - _rows())


def count_clearable_sign_ins() -> int:
    """How many would go. The library cannot tell beforehand, so they go, and come back, in one transaction."""
    with transaction.atomic():
        count = clear_sign_ins()
        transaction.set_rollback(True)
    return count


def _rows() -> int:
    return sum(model.objects.count() for model in (Grant, AccessToken, RefreshToken))
