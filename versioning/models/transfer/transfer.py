"""An import or an export that runs on its own while people look on: how far it is, and what came of it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid6 import uuid7

# A worker tells of itself far more often; past this it is taken to be gone.
SILENCE = timedelta(minutes=2)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def unfinished(self) -> Self:
        return self.filter(status__in=Transfer.UNFINISHED)

    def latest_of(self, project_id: UUID) -> Self:
        """A project's, the last one first, with who began them."""
        return self.filter(project=project_id).select_related("started_by").order_by("-created_at", "-pk")

    def attempt(self, transfer: "Transfer") -> Self:
        """The row, as long as nobody took the transfer over from this attempt."""
        return self.filter(pk=transfer.pk, attempt=transfer.attempt, status=Transfer.Status.RUNNING)


class Transfer(models.Model):
    """One at a time for each project. `attempt` counts how often it was begun: only the last attempt may write.

    `done` of `total` steps are behind it; `summary` has the counts of what it did by the words for them, and
    `refusals` has [what, why] of what was left out. `fault` is why it failed.
    """

    class Kind(models.TextChoices):
        ZIP_IN = "zip_in", "import of a zip"
        BUNDLE_IN = "bundle_in", "import of a git bundle"
        BUNDLE_OUT = "bundle_out", "export as a git bundle"

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    UNFINISHED = (Status.WAITING, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey("versioning.Project", models.CASCADE, related_name="transfers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey("versioning.User", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    # Of a git bundle: the branch or tag, and which files of it.
    ref = models.CharField(max_length=255, default="", blank=True)
    paths = models.JSONField(default=list, blank=True)
    # {email address of an author: user name of the member to whom a manager gives their versions}
    authors = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    fault = models.TextField(default="", blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("project",), condition=Q(status__in=("waiting", "running")), name="one_transfer_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.file_name}"

    @property
    def file(self) -> Path:
        """What was uploaded or, of an export, what is to be fetched. It may be gone."""
        return Path(settings.DATA_DIR) / "transfers" / str(self.pk)

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def is_import(self) -> bool:
        return self.kind != self.Kind.BUNDLE_OUT

    def is_interrupted_at(self, moment: datetime) -> bool:
        """Whoever did it has fallen silent: the server was stopped, most likely."""
        return self.is_unfinished and moment - self.heard_at > SILENCE
