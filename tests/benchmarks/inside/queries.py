"""How many statements each call takes: `python -m tests.benchmarks.inside.queries TOKEN DOCUMENT DRAFT`."""

import sys
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.benchmarks.inside import say


def count_queries(*, token: str, document: str, draft: str) -> dict[str, int]:
    """By call; what opens and closes transactions is left out."""
    client = APIClient(SERVER_NAME="127.0.0.1")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    path = f"/api/v1/documents/{document}"
    calls: dict[str, Callable[[], Any]] = {
        "fork": lambda: client.post(f"{path}/versions", {}, format="json"),
        "save 20 KB": lambda: client.patch(f"/api/v1/drafts/{draft}", {"body": "Other."}, format="json"),
        "read current": lambda: client.get(f"{path}/versions/current"),
        "list 25 versions": lambda: client.get(f"{path}/versions"),
        "list 25 documents": lambda: client.get("/api/v1/documents"),
    }
    counts = {}
    for name, call in calls.items():
        with CaptureQueriesContext(connection) as captured:
            answer = call()
        if answer.status_code >= 400:
            raise RuntimeError(f"{name}: {answer.status_code} {answer.content[:300]!r}")
        counts[name] = sum(query["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) for query in captured)
    return counts


if __name__ == "__main__":
    given_token, given_document, given_draft = sys.argv[1:]
    say(count_queries(token=given_token, document=given_document, draft=given_draft))
