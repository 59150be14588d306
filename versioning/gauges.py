"""What `/metrics` shows of the database's rows. `versioning.ops`, which answers it, knows no models."""

from django.utils import timezone

from versioning.models import Delivery, Job, JobWorker, Transfer
from versioning.ops.files.store import describe_store
from versioning.ops.health import add_note
from versioning.ops.metrics.instruments import add_gauge


def register_gauges() -> None:
    add_gauge(
        "stemma_transfers",
        "Imports and exports that wait or run.",
        label="status",
        read=Transfer.objects.count_unfinished,
        mode="livemostrecent",
    )
    add_gauge(
        "stemma_jobs",
        "Jobs that are due, later or running, and those that failed in the last 24 hours.",
        label="state",
        read=lambda: Job.objects.count_by_state(now=timezone.now()),
        mode="livemostrecent",
    )
    add_gauge(
        "stemma_jobs_oldest_seconds",
        "For how long the job of a lane that is due for the longest has been waiting.",
        label="lane",
        read=lambda: Job.objects.oldest_seconds(now=timezone.now()),
        mode="livemostrecent",
    )
    add_gauge(
        "stemma_workers",
        "Processes that run jobs.",
        label="state",
        read=lambda: {"alive": JobWorker.objects.alive(now=timezone.now()).count()},
        mode="livemostrecent",
    )
    add_gauge(
        "stemma_breaches",
        "Rows that break a promise about the data.",
        label="found_by",
        read=lambda: {"verify": Job.objects.last_breaches()},
        mode="livemostrecent",
    )
    add_gauge(
        "stemma_webhook_pending_seconds",
        "For how long the oldest delivery to a webhook has been waiting.",
        label="delivery",
        read=Delivery.objects.seconds_waiting,
        mode="livemostrecent",
    )
    add_note("jobs", _describe_jobs)
    add_note("workers", _describe_workers)
    add_note("files", describe_store)


def _describe_jobs() -> str:
    """Return a sentence about the queue for `/readyz`."""
    now = timezone.now()
    counts, oldest = Job.objects.count_by_state(now=now), max(Job.objects.oldest_seconds(now=now).values())
    return (
        f"{counts['due']:.0f} due, the oldest for {oldest:.0f} s, {counts['running']:.0f} running, "
        f"{counts['failed']:.0f} failed in 24 hours"
    )


def _describe_workers() -> str:
    """Return a sentence about the worker processes for `/readyz`."""
    now = timezone.now()
    alive = JobWorker.objects.alive(now=now).count()
    seen = JobWorker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    if seen is None:
        return "none has run lately"
    age = max(0.0, (now - seen).total_seconds())
    return f"{alive} alive, the last one seen {age:.0f} s ago"
