"""The jobs of the maintenance that runs by itself. What they return is shown to administrators."""

import logging
from collections import Counter
from datetime import timedelta
from typing import Any

from django.utils import timezone

from versioning.models import Job, NoticeKind
from versioning.models.delivery.job import BREACHES, VERIFY
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.delivery.jobs import handler
from versioning.services.kernel.delivery.notices import tell_administrators
from versioning.services.kernel.delivery.running_job import RunningJob
from versioning.services.maintenance.count_changes import count_changes
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.reindex import renew_entries
from versioning.services.maintenance.repack import repack
from versioning.services.maintenance.verify_database import verify_database

PURGE, COUNT_CHANGES, REPACK = "upkeep.purge", "upkeep.count", "upkeep.repack"
# A migration asks for it once.
REINDEX = "upkeep.reindex"
INTERVALS = {
    PURGE: timedelta(days=1),
    COUNT_CHANGES: timedelta(days=1),
    VERIFY: timedelta(days=7),
    REPACK: timedelta(days=30),
}
# Breaches that the log and the result name. The others are counted.
MOST_NAMED = 20
log = logging.getLogger(__name__)


@handler(PURGE, lane=Job.Lane.LONG)
def _purge(job: RunningJob) -> dict[str, Any]:
    plan = purge(actor=system_actor(), now=timezone.now())
    return {
        "documents": plan.documents,
        "versions": plan.versions,
        "texts": plan.blobs,
        "idempotency keys": plan.idempotency_keys,
        "sessions and tokens": plan.sign_ins,
        "jobs": plan.jobs,
        "files": plan.files,
        "stored bytes without a file": plan.orphans,
        "deliveries": plan.deliveries,
    }


@handler(COUNT_CHANGES, lane=Job.Lane.LONG)
def _count_changes(job: RunningJob) -> dict[str, Any]:
    summary = count_changes(actor=system_actor(), report=job.report)
    return {"versions": summary.versions, "damaged": len(summary.damaged)}


@handler(REPACK, lane=Job.Lane.LONG)
def _repack(job: RunningJob) -> dict[str, Any]:
    summary = repack(actor=system_actor(), report=job.report)
    return {"texts": summary.texts, "bytes saved": summary.before - summary.after, "damaged": len(summary.damaged)}


@handler(REINDEX, lane=Job.Lane.LONG)
def _reindex(job: RunningJob) -> dict[str, Any]:
    return {"documents": renew_entries(actor=system_actor(), report=job.report)}


@handler(VERIFY, lane=Job.Lane.LONG)
def _verify(job: RunningJob) -> dict[str, Any]:
    """Search for breaches, log each one as an error, and tell the administrators how many there are."""
    count, named = Counter[str](), list[str]()
    for breach in verify_database(actor=system_actor(), tell=lambda _title: job.heartbeat()):
        count[breach.code] += 1
        if len(named) < MOST_NAMED:
            named.append(str(breach))
            log.error("The data breaks a promise: %s", breach)
    if count.total() > len(named):
        log.error("The data breaks promises in %d more places. Run `manage.py verify`.", count.total() - len(named))
    if count:
        tell_administrators(NoticeKind.BREACH, key=f"breach:{job.id}", data={"count": count.total()})
    return {BREACHES: count.total(), **({"named": named} if named else {})}
