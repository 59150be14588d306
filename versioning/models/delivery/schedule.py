"""Schedules: a document's version is published, promoted or archived at a moment."""

import hashlib
import json
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from uuid6 import uuid7

from versioning.models.version import Version

ZONE_LENGTH = 64


def content_digest(version: Version) -> bytes:
    """Return the SHA-256 over the snapshot of the version."""
    parts = [
        version.title,
        version.description,
        version.content_type,
        bytes(version.body.sha256).hex(),
        json.dumps(version.fields, sort_keys=True),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).digest()


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def waiting(self) -> Self:
        return self.filter(state=Schedule.State.WAITING)

    def before(self, schedule: "Schedule") -> Self:
        """Return those of the same document that wait for their turn before this one."""
        earlier = Q(at__lt=schedule.at) | Q(at=schedule.at, pk__lt=schedule.pk)
        return self.waiting().filter(earlier, document=schedule.document_id)

    def needing_attention(self) -> Self:
        """Return those that wait and those that failed, which somebody may run again."""
        return self.filter(state__in=(Schedule.State.WAITING, Schedule.State.FAILED))

    def ended(self) -> Self:
        """Return those that were run or canceled."""
        return self.filter(state__in=(Schedule.State.DONE, Schedule.State.CANCELLED))

    def of_row(self) -> Exists:
        """Return whether the document of a row has any of these, for an annotation."""
        return Exists(self.filter(document=OuterRef("pk")))

    def with_related(self) -> Self:
        """Join what a list shows. No text is read."""
        joined = self.select_related("project", "document", "version", "created_by")
        return joined.defer("version__fields", "version__description")


class Schedule(models.Model):
    """What happens to a version at a moment. `timezone` is the one in which people chose the moment.

    `sha256` pins the content: a draft that was saved since is not published. `created_by` is the person with whose
    rights it runs. `if_missed` says what happens if no worker ran at the moment. `problem` says why it failed.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", "publish and make current"
        PROMOTE = "promote", "make current"
        ARCHIVE = "archive"

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled", "canceled"

    class IfMissed(models.TextChoices):
        RUN = "run", "run it as soon as possible"
        REPORT = "report", "do not run it, and report a failure"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="schedules", db_index=False)
    document = models.ForeignKey("versioning.Document", models.CASCADE, related_name="schedules")
    version = models.ForeignKey("versioning.Version", models.CASCADE, related_name="schedules")
    action = models.CharField(max_length=7, choices=Action.choices)
    sha256 = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    timezone = models.CharField(max_length=ZONE_LENGTH, default="UTC")
    if_missed = models.CharField(max_length=6, choices=IfMissed.choices, default=IfMissed.RUN)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    problem = models.TextField(default="", blank=True)
    created_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("project", "at"), name="schedule_project_at"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(action__in=("publish", "promote", "archive")), name="schedule_action_is_known"
            ),
            models.CheckConstraint(condition=Q(if_missed__in=("run", "report")), name="schedule_if_missed_is_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", finished_at__isnull=True)
                | Q(state__in=("done", "failed", "cancelled"), finished_at__isnull=False),
                name="schedule_finished_has_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M} UTC"

    @property
    def can_run_again(self) -> bool:
        """Whether it failed, and may succeed another time. What was published by hand is not published again."""
        is_published = self.action == self.Action.PUBLISH and self.version.status != Version.Status.DRAFT
        return self.state == self.State.FAILED and not is_published

    @property
    def local_at(self) -> datetime:
        """The moment in the time zone in which it was chosen."""
        return self.at.astimezone(ZoneInfo(self.timezone))

    @property
    def local(self) -> str:
        """The moment for people, in the time zone in which it was chosen."""
        return f"{self.local_at:%B %-d, %Y, %H:%M}"
