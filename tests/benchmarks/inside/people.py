"""People who get mail: `python -m tests.benchmarks.inside.people COUNT`.

They have one password, watch one document and want their mail at once. Returns a document and their names.
"""

import sys
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.benchmarks.inside.seed import write_history
from tests.trials.people import PASSWORD
from versioning.models import MailChoice, MailTiming, Membership, NoticeKind, Project, Role, User, Watch


def seed_people(count: int) -> dict[str, Any]:
    project = Project.objects.get(slug=PROJECT)
    document = write_history(texts=2, size=2000)
    # To hash takes a core for a while, so they share one hash.
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=f"person-{number:05}",
            email=f"person-{number:05}@example.org",
            email_confirmed_at=timezone.now(),
            password=password,
        )
        for number in range(count)
    )
    Membership.objects.bulk_create(Membership(project=project, user=user, role=Role.VIEWER) for user in users)
    Watch.objects.bulk_create(Watch(user=user, document=document) for user in users)
    MailChoice.objects.bulk_create(
        MailChoice(user=user, kind=NoticeKind.WATCHED, timing=MailTiming.AT_ONCE) for user in users
    )
    return {"document": str(document.pk), "people": [user.username for user in users]}


if __name__ == "__main__":
    say(seed_people(int(sys.argv[1])))
