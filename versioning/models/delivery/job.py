"""Jobs: work that a worker process does after the transaction that asked for it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from uuid6 import uuid7

from versioning.models.project import Project
from versioning.models.quotas.usage import PERSON, PROJECT

if TYPE_CHECKING:
    from versioning.models.access.actor import Actor

KIND_LENGTH = 64
# The kinds that lists show at first.
OF_PEOPLE = ("transfer", "schedule", "files.replace")
# How the kinds of maintenance begin.
UPKEEP = "upkeep."
# The job that checks the data, and the member of its result that counts what it found.
VERIFY, BREACHES = "upkeep.verify", "breaches"
KEY_LENGTH = 200


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=Job.OPEN)

    def due(self, *, lane: str, now: datetime) -> Self:
        """Return the jobs that a worker may take, oldest first: their time has come, or their lease has ended."""
        return self.unfinished().filter(lane=lane, due_at__lte=now).order_by("due_at", "pk")

    def visible_to(self, actor: "Actor") -> Self:
        """Return the jobs of projects that the actor manages, and its own in others. All for administrators."""
        if actor.manages_every_project:
            return self
        own = Q(created_by=actor.user, project__in=Project.objects.visible_to(actor))
        return self.filter(own | Q(project__in=Project.objects.managed_by(actor)))

    def listed(self) -> Self:
        """Return what people look for: imports, exports, schedules, maintenance, and everything that failed."""
        return self.filter(Q(kind__in=OF_PEOPLE) | Q(kind__startswith=UPKEEP) | Q(state=Job.State.FAILED))

    def count_open(self, *, project_id: UUID, user_id: UUID) -> dict[str, int]:
        """Return how many jobs that people asked for wait or run in the project: of this PERSON, and of the PROJECT."""
        asked_for = self.unfinished().filter(project=project_id, created_by__isnull=False)
        return asked_for.aggregate(**{PERSON: Count("pk", filter=Q(created_by=user_id)), PROJECT: Count("pk")})

    def count_by_state(self, *, now: datetime) -> dict[str, float]:
        """Return how many are due, later, running, and failed in the last 24 hours. Zero is a value as well."""
        unfinished, waiting = self.unfinished(), Q(state=Job.State.WAITING)
        counts = unfinished.aggregate(
            due=Count("pk", filter=waiting & Q(due_at__lte=now)),
            later=Count("pk", filter=waiting & Q(due_at__gt=now)),
            running=Count("pk", filter=Q(state=Job.State.RUNNING)),
        )
        failed = self.filter(state=Job.State.FAILED, finished_at__gte=now - timedelta(days=1)).count()
        return {state: float(count) for state, count in {**counts, "failed": failed}.items()}

    def oldest_seconds(self, *, now: datetime) -> dict[str, float]:
        """Return for each lane how long the oldest job that is due has been waiting. 0 if none is."""
        waiting = {lane: self.due(lane=lane, now=now).values_list("due_at", flat=True).first() for lane in Job.Lane}
        return {lane: (now - due_at).total_seconds() if due_at else 0.0 for lane, due_at in waiting.items()}

    def last_ended(self, kind: str) -> "Job | None":
        """Return the newest job of this kind that ended, however it ended."""
        return self.filter(kind=kind, finished_at__isnull=False).order_by("-created_at").first()

    def last_breaches(self) -> float:
        """Return how many breaches the last check of the data found."""
        last = self.filter(kind=VERIFY, state=Job.State.DONE).order_by("-created_at").first()
        return float(last.result.get(BREACHES, 0)) if last else 0.0

    def held(self, job: "Job") -> Self:
        """Return the row of the job, unless its lease was lost to another worker."""
        return self.filter(pk=job.pk, lease=job.lease)


class Job(models.Model):
    """A row of the queue.

    `due_at` is the moment from which a worker may take the job: the chosen time of a waiting job, the end of the lease
    of a running one. A worker renews the lease while it works, so the job of a killed worker becomes due by itself.
    `lease` names the worker's hold on the job. Whoever does not have it may no longer write.

    Two open jobs never have the same `key`. It is cleared when the job ends. `attempts` counts how often a worker
    began. `progress` is {"done", "total"} or empty. `problem` says why the last attempt failed.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled", "canceled"

    class Lane(models.TextChoices):
        """A long job never keeps a quick one waiting, because each lane has threads of its own.

        Jobs in the lane CALLS wait for other servers.
        """

        QUICK = "quick"
        LONG = "long"
        CALLS = "calls"

    OPEN = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=KIND_LENGTH)
    payload = models.JSONField(default=dict)
    lane = models.CharField(max_length=5, choices=Lane.choices, default=Lane.QUICK)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField()
    lease = models.UUIDField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)
    problem = models.TextField(default="")
    result = models.JSONField(default=dict)
    project = models.ForeignKey("versioning.Project", models.CASCADE, null=True, related_name="jobs")
    created_by = models.ForeignKey("versioning.User", models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH, null=True, unique=True)  # noqa: DJ001  NULLs are not equal
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(
                fields=("lane", "due_at", "id"), condition=Q(state__in=("waiting", "running")), name="job_due"
            ),
            models.Index(fields=("kind", "-created_at"), name="job_kind_created_at"),
            models.Index(fields=("finished_at",), condition=Q(finished_at__isnull=False), name="job_finished_at"),
            # For the quotas of jobs. Those that ended stay for months.
            models.Index(
                fields=("project", "created_by"),
                condition=Q(state__in=("waiting", "running"), created_by__isnull=False),
                name="job_open_of_person",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running", "done", "failed", "cancelled")), name="job_state_is_known"
            ),
            models.CheckConstraint(condition=Q(lane__in=("quick", "long", "calls")), name="job_lane_is_known"),
            models.CheckConstraint(
                condition=Q(state="running", lease__isnull=False) | (~Q(state="running") & Q(lease__isnull=True)),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running"), finished_at__isnull=True)
                | (~Q(state__in=("waiting", "running")) & Q(finished_at__isnull=False, key__isnull=True)),
                name="job_finished_has_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def runs_at(self) -> datetime | None:
        """When a waiting job begins or is tried again."""
        return self.due_at if self.state == self.State.WAITING else None

    @property
    def is_canceling(self) -> bool:
        """Whether somebody canceled it, and it has not stopped yet."""
        return self.is_open and self.cancel_asked_at is not None

    @property
    def steps(self) -> dict[str, int] | None:
        """The progress, or None if it did not report any."""
        return self.progress or None
