"""The rows that `purge` may delete, because the settings keep them no longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from versioning.models import Blob, Delivery, Document, Draft, Event, File, IdempotencyKey, Job, JobWorker, Version
from versioning.models.delivery.job import UPKEEP
from versioning.models.event import SAVES

# A discarded draft is an archived version that was never published.
DISCARDED = Q(status=Version.Status.ARCHIVED, published_at=None)
# How long done jobs are kept that nobody asked for.
KEEP_ROUTINE = timedelta(days=1)


@dataclass(frozen=True)
class Purgeable:
    """The rows that may go at the moment `now`. Evaluate each query set again under the lock of the document."""

    now: datetime

    @property
    def trashed_until(self) -> datetime:
        """Return the moment before which a document or version must have been trashed."""
        return self.now - timedelta(days=settings.KEEP_TRASHED_DAYS)

    @property
    def discarded_until(self) -> datetime:
        """Return the moment before which a draft must have been discarded."""
        return self.now - timedelta(days=settings.KEEP_DISCARDED_DAYS)

    def documents(self) -> QuerySet[Document]:
        """Return documents that have been in the trash long enough on this server.

        An imported deletion has the date of its commit, but its texts have the date of the import.
        """
        lately = Blob.objects.filter(document=OuterRef("pk"), created_at__gte=self.trashed_until)
        return Document.objects.filter(~Exists(lately), trashed_at__lt=self.trashed_until)

    def versions(self) -> QuerySet[Version]:
        """Return discarded drafts and versions in the trash that nothing depends on.

        Some versions are kept whatever their age: a version that another one was forked from or merged with (the stemma
        would lose its edge), the base of an open draft (a sync needs it), the current version, and the last one of a
        document.
        """
        discarded, trashed = Q(DISCARDED, archived_at__lt=self.discarded_until), Q(trashed_at__lt=self.trashed_until)
        remaining = Version.objects.filter(document=OuterRef("document"), trashed_at=None)
        return Version.objects.filter(
            discarded | trashed,
            ~Q(status=Version.Status.DRAFT),
            ~Exists(Version.objects.filter(source=OuterRef("pk"))),
            ~Exists(Version.objects.filter(merged=OuterRef("pk"))),
            ~Exists(Draft.objects.filter(base=OuterRef("pk"))),
            ~Exists(Document.objects.filter(current=OuterRef("pk"))),
            Exists(remaining.filter(~DISCARDED | Q(number__gt=OuterRef("number"))).exclude(pk=OuterRef("pk"))),
        )

    def blobs(self) -> QuerySet[Blob]:
        """Return old texts that no version uses."""
        return self.old_blobs().filter(~Exists(Version.objects.filter(body=OuterRef("pk"))))

    def old_blobs(self) -> QuerySet[Blob]:
        """Return texts that no save wrote or replaced during the time that discarded drafts are kept."""
        replaced = Event.objects.annotate(former=Cast(KeyTextTransform("former_body", "data"), BigIntegerField()))
        lately = replaced.filter(
            verb__in=SAVES, at__gte=self.discarded_until, document=OuterRef("document"), former=OuterRef("pk")
        )
        return Blob.objects.filter(~Exists(lately), created_at__lt=self.discarded_until)

    def files(self) -> QuerySet[File]:
        """Return files that have been in the trash long enough, and that no text or document uses."""
        return File.objects.deletable().filter(trashed_at__lt=self.trashed_until)

    def idempotency_keys(self) -> QuerySet[IdempotencyKey]:
        """Return idempotency keys whose answers need no longer be repeated."""
        until = self.now - timedelta(hours=settings.KEEP_IDEMPOTENCY_KEYS_HOURS)
        return IdempotencyKey.objects.filter(created_at__lt=until)

    def jobs(self) -> QuerySet[Job]:
        """Return jobs that ended long ago, and those of yesterday by which the server follows changes.

        There are up to two of these a second for each kind, and nobody asks for their results.
        """
        is_old = Q(finished_at__lt=self.now - timedelta(days=settings.KEEP_JOBS_DAYS))
        is_routine = Q(state=Job.State.DONE, created_by=None) & ~Q(kind__startswith=UPKEEP)
        return Job.objects.filter(is_old | (is_routine & Q(finished_at__lt=self.now - KEEP_ROUTINE)))

    def workers(self) -> QuerySet[JobWorker]:
        """Return workers that ended or were killed before yesterday."""
        return JobWorker.objects.filter(seen_at__lt=self.now - KEEP_ROUTINE)

    def deliveries(self) -> QuerySet[Delivery]:
        """Return deliveries to webhooks that ended long enough ago."""
        return Delivery.objects.filter(finished_at__lt=self.now - timedelta(days=settings.KEEP_DELIVERIES_DAYS))
