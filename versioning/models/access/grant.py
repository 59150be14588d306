"""OAuth 2 authorization codes, stored as digests only."""

import hashlib
from typing import Any

from django.db import models
from oauth2_provider.models import AbstractGrant


class Digest(str):
    """The digest of a secret, as the database stores it. The type tells it from the secret itself."""

    __slots__ = ()


class DigestField(models.CharField):  # type: ignore[type-arg]
    """Store and look up the SHA-256 of a value, so that the secret never reaches the database."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Digest):
            return value
        return hashlib.sha256(str(value).encode()).hexdigest()

    def deconstruct(self) -> Any:
        """Return what a CharField returns: the column is one, and migrations must not import this module."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Digest | None:
        return None if value is None else Digest(value)


class Grant(AbstractGrant):
    """A user's consent, valid for the minute until the application fetches its tokens."""

    code = DigestField(max_length=64, unique=True)
