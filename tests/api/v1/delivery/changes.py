"""Read the change feed as a client does."""

import threading
import time
from collections.abc import Callable
from typing import Any

from tests.cast import Cast, client_for
from versioning.models import Actor, Verb
from versioning.services.kernel.recording import record

CHANGES = "/api/v1/changes"


def changes_for(actor: Actor, query: str = "") -> dict[str, Any]:
    answer = client_for(actor).get(f"{CHANGES}?{query}")
    assert answer.status_code == 200, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


def everything_for(actor: Actor, *, limit: int) -> list[dict[str, Any]]:
    page = changes_for(actor, f"limit={limit}")
    rows: list[dict[str, Any]] = page["changes"]
    while page["has_more"]:
        page = changes_for(actor, f"limit={limit}&since={page['next_cursor']}")
        rows += page["changes"]
    return rows


def write(cast: Cast, number: int = 1) -> None:
    for _ in range(number):
        record(actor=cast.manager, verb=Verb.PROJECT_UPDATED, project_id=cast.project.pk)


def eventually(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        threading.Event().wait(0.02)
