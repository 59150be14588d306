"""Schedules to run and to count: `python -m tests.benchmarks.inside.schedules seed COUNT SECONDS | count`."""

import sys
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from versioning.models import Actor, Event, Job, Project, Schedule, User, Verb
from versioning.services.documents.create_document import create_document
from versioning.services.documents.new_document import NewText
from versioning.services.schedules.schedule_version import Plan, schedule_version

PAGE = 500


def seed(count: int, seconds: int) -> dict[str, Any]:
    """Schedule drafts of their own documents. Their moments are then spread evenly over the seconds that come."""
    actor = Actor(user=User.objects.create(username="scheduler", is_superuser=True))
    workspace = Project.objects.get(slug=PROJECT).workspaces.get()
    plan = Plan(action=Schedule.Action.PUBLISH, at=timezone.now() + timedelta(days=1))
    for start in range(0, count, PAGE):
        with transaction.atomic():
            for number in range(start, min(start + PAGE, count)):
                text = NewText(title=f"Page {number}", body=f"Text {number}.\n")
                draft = create_document(actor=actor, workspace=workspace, text=text)
                schedule_version(actor=actor, version=draft.version, plan=plan)
    begin = timezone.now() + timedelta(seconds=5)
    jobs = list(Job.objects.filter(kind="schedule").order_by("pk"))
    for place, job in enumerate(jobs):
        job.due_at = begin + timedelta(seconds=seconds * place / count)
    Job.objects.bulk_update(jobs, ("due_at",), batch_size=PAGE)
    return {"schedules": len(jobs)}


def count_runs() -> dict[str, Any]:
    """Count by their events, so that what ran is not believed of the schedules themselves."""
    runs = Counter(Event.objects.filter(verb=Verb.VERSION_PROMOTED).values_list("version", flat=True))
    scheduled = set(Schedule.objects.values_list("version", flat=True))
    return {
        "all": Schedule.objects.count(),
        "waiting": Schedule.objects.waiting().count(),
        "failed": Schedule.objects.filter(state="failed").count(),
        "run twice": sum(runs[version] > 1 for version in scheduled),
        "never run": len(scheduled - runs.keys()),
    }


if __name__ == "__main__":
    say(seed(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "seed" else count_runs())
