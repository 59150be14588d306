import pytest

from versioning.services.kernel.delivery.jobs import WATCHERS


@pytest.fixture(autouse=True)
def no_watchers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing enqueues jobs except the test. The watchers follow the changes that the test makes."""
    monkeypatch.setattr("versioning.services.jobs.run_worker.WATCHERS", WATCHERS[:0])
    monkeypatch.setattr("versioning.services.jobs.run_due_jobs.WATCHERS", WATCHERS[:0])
