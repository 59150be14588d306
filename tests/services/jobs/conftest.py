from collections.abc import Iterator

import pytest

from versioning.services.kernel.jobs import WATCHERS


@pytest.fixture(autouse=True)
def _only_the_jobs_of_the_test() -> Iterator[None]:
    """Take the watchers away: they enqueue jobs of their own, such as the one that writes notices."""
    kept = WATCHERS[:]
    WATCHERS.clear()
    yield
    WATCHERS[:] = kept
