"""What `purge` may take: which rows have outlived the time that the settings keep them for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from versioning.models import Blob, Document, Draft, Event, IdempotencyKey, Version
from versioning.models.event import SAVES

DISCARDED = Q(status=Version.Status.ARCHIVED, published_at=None)


@dataclass(frozen=True)
class Purgeable:
    """The rows that may go at the moment `now`; each query set is evaluated anew under the document's lock."""

    now: datetime

    @property
    def trashed_until(self) -> datetime:
        return self.now - timedelta(days=settings.KEEP_TRASHED_DAYS)

    @property
    def discarded_until(self) -> datetime:
        return self.now - timedelta(days=settings.KEEP_DISCARDED_DAYS)

    def documents(self) -> QuerySet[Document]:
        """Long in the trash, here: an imported deletion is dated by its commit, its texts by the import."""
        lately = Blob.objects.filter(document=OuterRef("pk"), created_at__gte=self.trashed_until)
        return Document.objects.filter(~Exists(lately), trashed_at__lt=self.trashed_until)

    def versions(self) -> QuerySet[Version]:
        """Discarded drafts, and versions in the trash, that nothing hangs on.

        Kept whatever their age: what another version was forked from or merged with (the stemma would lose its
        edge), the base of an open draft (a sync needs it), the current one, and a document's last one.
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
        """Old texts that no version holds."""
        return self.old_blobs().filter(~Exists(Version.objects.filter(body=OuterRef("pk"))))

    def old_blobs(self) -> QuerySet[Blob]:
        """Texts that no save wrote or replaced within the time that discarded drafts are kept."""
        replaced = Event.objects.annotate(former=Cast(KeyTextTransform("former_body", "data"), BigIntegerField()))
        lately = replaced.filter(
            verb__in=SAVES, at__gte=self.discarded_until, document=OuterRef("document"), former=OuterRef("pk")
        )
        return Blob.objects.filter(~Exists(lately), created_at__lt=self.discarded_until)

    def idempotency_keys(self) -> QuerySet[IdempotencyKey]:
        until = self.now - timedelta(hours=settings.KEEP_IDEMPOTENCY_KEYS_HOURS)
        return IdempotencyKey.objects.filter(created_at__lt=until)
