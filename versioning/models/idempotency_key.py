"""The first answers to POST requests with an Idempotency-Key."""

import zstandard
from django.db import models
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from versioning.models.access.actor import Actor
from versioning.models.access.application import Application
from versioning.models.access.credential import sign_in_key, token_key
from versioning.models.access.token import Token

# An answer that takes more bytes is stored compressed, and counts toward what one person may have stored.
LARGE_BYTES = 16_000
MOST_LARGE_BYTES = 100_000_000
# How compressed answers begin (RFC 8878 section 3.1.1). JSON does not.
ZSTD = b"\x28\xb5\x2f\xfd"


def owner_of(actor: Actor) -> str:
    """Return whose keys a request uses: those of its credential, or of the person at the desk."""
    return f"user:{actor.user.pk}" if actor.credential is None else actor.credential.key


def owners_beside(actor: Actor) -> list[str]:
    """Return the owners that share one limit: every way in of a person, or all service tokens of a project."""
    owners = [token_key(pk) for pk in Token.objects.sharing_limits_with(actor).values_list("pk", flat=True)]
    if not actor.user.is_service:
        applications = Application.objects.values_list("pk", flat=True)
        owners += [sign_in_key(pk, user_pk=actor.user.pk) for pk in applications]
        owners.append(f"user:{actor.user.pk}")
    return owners


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def large_bytes(self, owners: list[str]) -> int:
        """Return how many bytes the large answers of these owners take."""
        answers = self.filter(owner__in=owners).annotate(size=Length("answer")).filter(size__gt=LARGE_BYTES)
        return int(answers.aggregate(total=Sum("size"))["total"] or 0)


class IdempotencyKey(models.Model):
    """A key with the answer to its first request.

    The row is written in the same transaction as the request's changes, so that neither is kept without the other.
    `owner` is the credential of the sender, so that keys of two tokens never conflict. `fingerprint` is the SHA-256 of
    method, path and body.
    """

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    # Filled in at the end of the same transaction. The row comes first, so that a second request waits for it.
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    answer = models.BinaryField(default=b"")
    # Indexed for `purge`, which deletes old keys.
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="one_answer_per_owner_and_key"),)

    def __str__(self) -> str:
        return self.key

    def store_body(self, body: bytes) -> None:
        """Set the answer, compressed if it is large."""
        self.answer = body if len(body) <= LARGE_BYTES else zstandard.compress(body)

    @property
    def body(self) -> bytes:
        """The answer as it was sent."""
        answer = bytes(self.answer)
        return zstandard.decompress(answer) if answer.startswith(ZSTD) else answer
