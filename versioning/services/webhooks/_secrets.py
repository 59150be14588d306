"""Secrets that sign deliveries. The database has none of them.

A secret is computed from a random number in the database and from SECRET_KEY. So a copy of the database alone signs
nothing, and neither does SECRET_KEY alone.
"""

import base64
import hashlib
import os
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook as Signer

from versioning.models import Webhook, WebhookSecret
from versioning.models.delivery.webhook import NONCE_BYTES

PREFIX = "whsec_"
SALT = "versioning.services.webhooks"


class SecretLost(Exception):
    """SECRET_KEY was changed, so the secret of the receiver can no longer be computed."""


def issue_secret(webhook: Webhook) -> str:
    """Store a new secret without an end, and return it as the receiver needs it."""
    nonce = os.urandom(NONCE_BYTES)
    secret = _derive(nonce, key=settings.SECRET_KEY)
    WebhookSecret.objects.create(webhook=webhook, nonce=nonce, digest=_digest(secret))
    return f"{PREFIX}{base64.b64encode(secret).decode()}"


def sign(webhook: Webhook, *, message: str, at: datetime, body: str) -> str:
    """Return the header webhook-signature, with a signature for each secret that is valid now.

    `at` must be in UTC: the library takes the time as it is. Raises SecretLost.
    """
    secrets = [_secret_of(row) for row in WebhookSecret.objects.filter(webhook=webhook).usable_at(at)]
    return " ".join(Signer(secret).sign(message, at, body) for secret in secrets)


def _secret_of(row: WebhookSecret) -> bytes:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _derive(bytes(row.nonce), key=key)
        if _digest(secret) == bytes(row.digest):
            return secret
    raise SecretLost


def _derive(nonce: bytes, *, key: str | bytes) -> bytes:
    return salted_hmac(SALT, nonce, secret=key, algorithm="sha256").digest()


def _digest(secret: bytes) -> bytes:
    # The secret has 256 random bits, so a salt or a slow hash would add nothing.
    return hashlib.sha256(secret).digest()
