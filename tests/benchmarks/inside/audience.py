"""A project that many follow: `python -m tests.benchmarks.inside.audience WEBHOOKS WATCHERS`.

Returns a token, a document with its draft, and how many statements a publication takes.
"""

import sys
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.benchmarks.databases import PROJECT
from tests.benchmarks.inside import say
from tests.benchmarks.inside.seed import write_history
from tests.benchmarks.texts import KB
from tests.cast import make_token
from versioning.models import Membership, Project, Role, Token, User, Watch
from versioning.services.access.system_actor import system_actor
from versioning.services.webhooks.create_webhook import NewWebhook, create_webhook

# Warmed up by the first ones.
PUBLICATIONS = 3


def seed_audience(webhooks: int, watchers: int) -> dict[str, Any]:
    project = Project.objects.get(slug=PROJECT)
    document = write_history(texts=2, size=20 * KB)
    for number in range(webhooks):
        new = NewWebhook(url=f"https://receiver.example/{number}")
        create_webhook(actor=system_actor(), project=project, new=new)
    users = User.objects.bulk_create(User(username=f"watcher-{number}") for number in range(watchers))
    Membership.objects.bulk_create(Membership(project=project, user=user, role=Role.VIEWER) for user in users)
    Watch.objects.bulk_create(Watch(user=user, document=document) for user in users)
    raw = make_token(system_actor().user, project=project, role=Role.PUBLISHER, kind=Token.Kind.PROJECT)[1]
    return {"token": raw, "document": {"id": str(document.pk)}, "statements": _count(raw, str(document.pk))}


def _count(token: str, document: str) -> int:
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    path, count = f"/api/v1/documents/{document}/draft", 0
    for _ in range(PUBLICATIONS):
        client.post(path, {}, format="json")
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(f"{path}/publish", {}, format="json")
        if answer.status_code >= 400:
            raise RuntimeError(f"{answer.status_code} {answer.content[:300]!r}")
        count = sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in captured)
    return count


if __name__ == "__main__":
    say(seed_audience(int(sys.argv[1]), int(sys.argv[2])))
