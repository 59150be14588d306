"""Fixtures for every test: the cast, and settings that tests need other than a server does."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import WSGIServer
from django.db import connection, connections
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.management.migrating import migrate_test_database
from tests.receivers import THIS_MACHINE, Receiver, receiving
from versioning.migrations._operations import create_triggers, drop_triggers, existing_triggers
from versioning.models import FileUse
from versioning.models.history.blob import TEXT_CACHE
from versioning.ops import mail
from versioning.ops.files.address import storage_at


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django's runner use the database that exists. It ends with the run's folder or PostgreSQL server."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Create the test database as a copy. Django would run every migration in each process."""
    migrate_test_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _plain_settings(settings: Settings) -> None:
    """Static files without a manifest, an empty file store, passwords hashed fast, no rate limit, empty caches,
    and a mail server that is not known to be away.
    """
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "files": storage_at((settings.DATA_DIR / "stores" / uuid4().hex).as_uri()),
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.API_RATE_LIMIT = (0, 0)
    mail._breaker.succeed()
    cache.clear()
    TEXT_CACHE.clear()


@pytest.fixture(scope="session", autouse=True)
def _room_for_many_callers() -> None:
    """Django's live server lets ten connections wait and resets the eleventh; one that is deployed has room."""
    WSGIServer.request_queue_size = 128


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """As pytest-django's, for tests that leave uses of files behind too."""
    yield
    _release_files()


@pytest.fixture
def live_cast(transactional_db: None) -> Cast:
    """As `cast`, committed: for races between real threads."""
    return make_cast()


def _release_files() -> None:
    """Delete the uses of files, which SQLite's triggers keep from being flushed before the texts."""
    if connection.vendor != "sqlite" or not FileUse.objects.exists():
        return
    triggers = [each for each in existing_triggers(connection) if each.table == FileUse._meta.db_table]
    with connection.schema_editor() as editor:
        drop_triggers(triggers, editor)
        FileUse.objects.all().delete()
        create_triggers(triggers, editor)


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    """Yield a server on this machine that webhooks may reach, and that keeps what it gets."""
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    with receiving() as receiver:
        yield receiver
