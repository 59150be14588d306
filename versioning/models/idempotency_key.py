"""First answers to POSTs that carried an Idempotency-Key."""

from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """Written in the same transaction as what the request did, so neither stands without the other.

    `owner` is who sent it (keys of two tokens never meet), `fingerprint` the SHA-256 of method, path and body.
    """

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    answer = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="one_answer_per_owner_and_key"),)

    def __str__(self) -> str:
        return self.key
