"""Purge as of a later day."""

from datetime import datetime, timedelta

from django.utils import timezone

from versioning.services.access.system_actor import system_actor
from versioning.services.maintenance.find_purgeable import PurgePlan, find_purgeable
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.verify_database import verify_database

NOTHING = PurgePlan(documents=0, versions=0, blobs=0, idempotency_keys=0)


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def purge_later(days: int = 31) -> PurgePlan:
    """Purge as of that many days later. Check that the dry run counts the same, and that the database stays sound."""
    actor, now = system_actor(), in_days(days)
    plan = find_purgeable(actor=actor, now=now)
    purged = purge(actor=actor, now=now)
    assert plan == purged
    assert list(verify_database(actor=actor, tell=lambda _: None)) == []
    return purged
