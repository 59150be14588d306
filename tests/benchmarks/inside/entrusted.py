"""A person who entrusts work to the background, and what became of it.

`python -m tests.benchmarks.inside.entrusted person` or `… outcome`.
"""

import sys
from collections import Counter

from django.conf import settings
from django.test import Client

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from versioning.models import Document, Event, File, Job, Project, Role, Schedule, Transfer, Verb
from versioning.services.access.add_member import add_member
from versioning.services.access.create_user import create_user
from versioning.services.access.system_actor import system_actor


def make_person() -> dict[str, str]:
    """Create a manager of the project who is signed in. Return the name and the key of the session."""
    actor = system_actor()
    person = create_user(actor=actor, username="ha")
    add_member(actor=actor, project=Project.objects.get(slug=PROJECT), user=person, role=Role.MANAGER)
    browser = Client()
    browser.force_login(person)
    return {"username": person.username, "session": browser.cookies[settings.SESSION_COOKIE_NAME].value}


def outcome() -> dict[str, object]:
    """Return the states of schedules and transfers by id, and how often there is what should be there once."""
    published = Counter(
        str(version) for version in Event.objects.filter(verb=Verb.VERSION_PUBLISHED).values_list("version", flat=True)
    )
    schedules = Schedule.objects.values_list("pk", "state", "problem", "version")
    transfers = Transfer.objects.values_list("pk", "status", "fault")
    return {
        "unfinished": Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).count(),
        "schedules": {str(pk): [state, problem, published[str(version)]] for pk, state, problem, version in schedules},
        "transfers": {str(pk): [state, fault] for pk, state, fault in transfers},
        "files": Counter(File.objects.values_list("name", flat=True)),
        "titles": Counter(Document.objects.values_list("title", flat=True)),
    }


if __name__ == "__main__":
    say(make_person() if sys.argv[1:] == ["person"] else outcome())
