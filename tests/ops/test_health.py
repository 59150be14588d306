import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from versioning.models import JobWorker
from versioning.ops import health


def test_the_process_says_that_it_lives_without_a_query(client: Client) -> None:
    answer = client.get("/healthz", headers={"Host": "10.0.0.7"})

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/docs/"])
def test_every_response_over_https_tells_browsers_to_stay_there(settings: Settings, path: str) -> None:
    settings.SECURE_HSTS_SECONDS = 3600

    secure, plain = (Client().get(path, secure=is_secure) for is_secure in (True, False))

    assert (secure.status_code, plain.status_code) == (200, 200)
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=3600")
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.django_db
def test_it_is_ready_when_the_database_answers_and_is_up_to_date(client: Client) -> None:
    answer = client.get("/readyz", headers={"Host": "10.0.0.7"})

    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok"}
    assert answer.json()["notes"]["files"] == "ok"
    assert answer.json()["notes"]["jobs"].startswith("0 due, the oldest for 0 s, 0 running")
    assert answer.json()["notes"]["workers"] == "none has run lately"


@pytest.mark.django_db
def test_it_says_when_a_worker_was_seen_last(client: Client) -> None:
    now = timezone.now()
    for seconds in (20, 7200):
        JobWorker.objects.create(host="web-1", pid=7, seen_at=now - timedelta(seconds=seconds))

    note = client.get("/readyz").json()["notes"]["workers"]

    assert re.fullmatch(r"1 alive, the last one seen 2\d s ago", note)


@pytest.mark.django_db
def test_it_is_not_ready_before_the_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_is_migrated", False)
    MigrationRecorder(connection).migration_qs.filter(app="sessions").delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "1 are missing. Run `manage.py migrate`."}
