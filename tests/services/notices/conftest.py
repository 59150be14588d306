import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from versioning.services.jobs.run_due_jobs import run_due_jobs


@pytest.fixture(autouse=True)
def _sends_email(settings: Settings) -> None:
    settings.SENDS_EMAIL = True
    settings.PUBLIC_URL = "https://docs.example"


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL hands out no event of a transaction that still runs."""
    return live_cast


@pytest.fixture(autouse=True)
def _follows(transactional_db: None) -> None:
    """The follower starts at the end of the feed, before the test does anything."""
    run_due_jobs()
