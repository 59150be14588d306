"""Worker processes, as they report themselves."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid6 import uuid7


class JobWorkerQuerySet(models.QuerySet["JobWorker"]):
    def alive(self, *, now: datetime) -> Self:
        """Those that were seen lately. A worker that is killed leaves its row."""
        return self.filter(seen_at__gte=now - timedelta(seconds=2 * settings.JOB_LEASE_SECONDS))


class JobWorker(models.Model):
    """A worker process. It renews `seen_at` while it works and deletes its row when it ends."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = JobWorkerQuerySet.as_manager()

    class Meta:
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"
