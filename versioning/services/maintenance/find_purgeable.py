"""Count what a purge would delete."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from versioning.models import Actor, Version
from versioning.policies import authorize_organization
from versioning.services.maintenance._clear_sign_ins import count_clearable_sign_ins
from versioning.services.maintenance._purge_files import abandoned_uploads, orphans, unfinished_uploads
from versioning.services.maintenance._purgeable import Purgeable


@dataclass(frozen=True)
class PurgePlan:
    """The number of rows that a purge deletes. Rows that go along with their document are not counted.

    `orphans` are bytes in the file store that belong to no file.
    """

    documents: int
    versions: int
    blobs: int
    idempotency_keys: int
    sign_ins: int = 0
    jobs: int = 0
    files: int = 0
    orphans: int = 0
    deliveries: int = 0


def find_purgeable(*, actor: Actor, now: datetime) -> PurgePlan:
    """Return what `purge` would delete at this moment. Changes nothing. Raises NotAllowed."""
    authorize_organization(actor=actor)
    rows = Purgeable(now)
    gone = rows.documents().values("pk")
    versions = rows.versions().exclude(document__in=gone)
    holders = Version.objects.filter(body=OuterRef("pk")).exclude(pk__in=versions.values("pk"))
    return PurgePlan(
        documents=rows.documents().count(),
        versions=versions.count(),
        blobs=rows.old_blobs().filter(~Exists(holders)).exclude(document__in=gone).count(),
        idempotency_keys=rows.idempotency_keys().count(),
        sign_ins=count_clearable_sign_ins(),
        jobs=rows.jobs().count(),
        files=rows.files().count(),
        orphans=sum(1 for _ in (*abandoned_uploads(now), *unfinished_uploads(now), *orphans(now))),
        deliveries=rows.deliveries().count(),
    )
