"""The queue, as a worker reads it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from versioning.models import Job
from versioning.services.kernel.delivery.job_queue import claim

QUICK = Job.Lane.QUICK


def claim_quick(**later: Any) -> Job | None:
    return claim(lane=QUICK, now=timezone.now() + timedelta(**later))
