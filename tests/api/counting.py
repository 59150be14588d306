"""What a request costs in queries."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from versioning.models.history.blob import TEXT_CACHE

TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def count(send: Callable[[], Any], *, status: int) -> int:
    """Return the queries of a request that is answered with this status, without what only frames a transaction.

    No text is remembered.
    """
    TEXT_CACHE.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = send()
    assert answer.status_code == status, answer.content
    return sum(not query["sql"].startswith(TRANSACTIONS) for query in captured.captured_queries)


def warmed(client: APIClient) -> APIClient:
    """The first request of a token notes its use. The following do not."""
    client.get("/api/v1/projects")
    return client
