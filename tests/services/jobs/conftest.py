from collections.abc import Iterator
from typing import Any

import pytest

from tests.jobs import handled
from versioning.services.kernel.delivery.jobs import WATCHERS
from versioning.services.kernel.delivery.running_job import RunningJob


@pytest.fixture(autouse=True)
def no_watchers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing enqueues jobs except the test. The watchers follow the changes that the test makes."""
    monkeypatch.setattr("versioning.services.jobs.run_worker.WATCHERS", WATCHERS[:0])
    monkeypatch.setattr("versioning.services.jobs.run_due_jobs.WATCHERS", WATCHERS[:0])


@pytest.fixture
def ran() -> Iterator[list[dict[str, Any]]]:
    """Yield the payloads that a handler of the kind `test` gets."""
    payloads: list[dict[str, Any]] = []

    def keep(job: RunningJob) -> dict[str, int]:
        payloads.append(job.payload)
        return {"count": len(payloads)}

    with handled(keep):
        yield payloads
