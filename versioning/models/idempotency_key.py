"""The first answers to POST requests with an Idempotency-Key."""

from django.db import models
from django.utils import timezone


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

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="one_answer_per_owner_and_key"),)

    def __str__(self) -> str:
        return self.key
