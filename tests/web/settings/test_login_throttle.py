"""Wrong passwords are counted in the database while Redis does not answer, or takes no changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import make_user
from tests.management.serving import free_port
from tests.ops.full_redis import full_redis
from versioning.models import User
from versioning.ops.breaker import Breaker
from versioning.web.settings import login_throttle
from versioning.web.settings.login_throttle import MOST_ATTEMPTS, MOST_FOR_USERNAME

ADDRESS = "/sign-in/"
RIGHT = {"username": "ada.author", "password": "correct horse"}
WRONG = {**RIGHT, "password": "wrong"}


def use_redis(settings: Settings, port: int) -> None:
    redis = {"BACKEND": "versioning.ops.cache.ResilientRedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}
    settings.CACHES = {**settings.CACHES, "default": redis}


@pytest.fixture(params=["gone", "full"])
def _ill_redis(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # As if more than a second lay between two commands: each one asks the server again.
    breaker = Breaker("The cache", retry_seconds=0)
    monkeypatch.setattr("versioning.ops.cache.breaker_of", lambda server: breaker)
    if request.param == "gone":
        use_redis(settings, free_port())
        yield
        return
    with full_redis() as port:
        use_redis(settings, port)
        yield


@pytest.fixture
def person(db: None) -> User:
    user = make_user("Ada Author")
    user.set_password(RIGHT["password"])
    user.save()
    return user


def forget() -> None:
    """Forget what this process counts for itself, as another process would not know it."""
    memory: Any = caches["default"]
    memory._memory.clear()


@pytest.mark.usefixtures("_ill_redis")
def test_guesses_at_several_processes_count_together(person: User) -> None:
    for _ in range(MOST_ATTEMPTS):
        Client().post(ADDRESS, WRONG)
        forget()

    answer = Client().post(ADDRESS, RIGHT)

    assert answer.status_code == 429


@pytest.mark.usefixtures("_ill_redis")
def test_guesses_from_many_addresses_count_together(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than a busy machine takes for the next request.
    monkeypatch.setattr(login_throttle, "FIRST_PAUSE_SECONDS", 100)
    for number in range(MOST_FOR_USERNAME):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(ADDRESS, WRONG)
        forget()

    answer = Client(REMOTE_ADDR="10.0.1.1").post(ADDRESS, RIGHT)

    assert answer.status_code == 429


@pytest.mark.usefixtures("_ill_redis")
def test_the_right_password_signs_in(person: User) -> None:
    assert Client().post(ADDRESS, RIGHT).status_code == 302


def test_the_database_counts_nothing_while_the_cache_answers(person: User) -> None:
    Client().post(ADDRESS, WRONG)

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM versioning_signincount")
        assert cursor.fetchone()[0] == 0
