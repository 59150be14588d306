"""Worker processes, as they report themselves."""

from django.db import models
from django.utils import timezone
from uuid6 import uuid7


class JobWorker(models.Model):
    """A worker process. It renews `seen_at` while it works and deletes its row when it ends."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"
