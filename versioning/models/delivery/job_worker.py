"""Worker processes, as they report themselves."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid6 import uuid7


class JobWorkerQuerySet(models.QuerySet["JobWorker"]):
    def alive(self, *, now: datetime) -> Self:
        """Return those that were seen lately. A worker that is killed leaves its row."""
        return self.filter(ended_at=None, seen_at__gte=now - timedelta(seconds=2 * settings.JOB_LEASE_SECONDS))

    def alive_at(self, moment: datetime) -> Self:
        """Return those that are known to have run at a moment of the last days."""
        return self.filter(started_at__lte=moment, seen_at__gte=moment)


class JobWorker(models.Model):
    """A worker process. It renews `seen_at` while it works, and writes `ended_at` when it ends.

    Schedules look whether one ran at their moment, so the row stays until `purge` deletes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = JobWorkerQuerySet.as_manager()

    class Meta:
        ordering = ("started_at", "id")

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"
