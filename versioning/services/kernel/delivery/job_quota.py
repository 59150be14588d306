"""Refuse a job of a person who has, or whose project has, as many as may wait and run at once."""

from django.conf import settings
from django.db import connection

from versioning.models import Actor, Job, Project
from versioning.models.quotas.usage import PERSON, PROJECT
from versioning.services.kernel.quota import refuse_above


def refuse_excess_job(*, project: Project, actor: Actor) -> None:
    """Raise QuotaExceeded unless the actor may have one more job in the project.

    Jobs that nobody asked for, such as deliveries to webhooks, neither count nor are refused. On PostgreSQL, whoever
    asks for a job in the project waits here for the others who do, so that they do not pass a limit together.
    """
    limits = {PERSON: settings.QUOTA_PERSON_JOBS, PROJECT: settings.QUOTA_PROJECT_JOBS}
    if not any(limits.values()):
        return
    # A transaction of SQLite that may write has the whole database for itself.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jobs {project.pk}"])
    used = Job.objects.count_open(project_id=project.pk, user_id=actor.user.pk)
    for of, limit in limits.items():
        refuse_above(limit, of=of, kind="jobs", used=used[of], adding=1)
