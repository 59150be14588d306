"""Authorization codes, kept as digests only."""

import hashlib
from typing import Any

from django.db import models
from oauth2_provider.models import AbstractGrant


class Digest(str):
    """What the database holds in place of a secret."""

    __slots__ = ()


class DigestField(models.CharField):  # type: ignore[type-arg]
    """Stores, and looks up by, the SHA-256 of what it is given: the secret itself never reaches the database."""

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
    """What a person allowed an application, for the minute until the application fetches its tokens."""

    code = DigestField(max_length=64, unique=True)
