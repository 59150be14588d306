"""The drill: back up under load, restore elsewhere, compare."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import Cast
from tests.management.migrating import migrate
from tests.postgres import PROGRAMS, package_folder
from versioning.exceptions import InvalidValue, NotAllowed
from versioning.models import Version
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.save_draft import save_draft
from versioning.services.events.read_changes import read_changes
from versioning.services.maintenance._backup.archive import read_manifest
from versioning.services.maintenance.backup_database import backup_database
from versioning.services.maintenance.restore_database import restore_database
from versioning.services.maintenance.verify_database import verify_database


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs come from the wheel that the tests' server comes from."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{package_folder() / PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a deployment whose database is new and empty."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "elsewhere"), "DATABASE_URL": ""}
    if connection.vendor == "sqlite":
        yield environment
        return
    name = "restored_elsewhere"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    host, user = connection.settings_dict["HOST"], connection.settings_dict["USER"]
    host = host or connection.settings_dict["OPTIONS"]["host"]
    yield environment | {"DATABASE_URL": f"postgresql:///{name}?host={host}&user={user or 'postgres'}"}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
def test_a_backup_under_load_restores_to_a_database_that_verifies(
    live_cast: Cast, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    backup, enough = tmp_path / "backup.tar", Flag()
    drafts = [live_cast.draft() for _ in range(3)]

    def save(place: int) -> None:
        for number in count():
            if enough.is_set():
                break
            save_draft(actor=live_cast.editor, draft=drafts[place], changes={"body": f"{place}: {number}\n" * 500})
        connection.close()

    writers = [Thread(target=save, args=(place,)) for place in range(3)]
    for writer in writers:
        writer.start()
    manifest = backup_database(actor=system_actor(), target=backup)
    enough.set()
    for writer in writers:
        writer.join()

    restored = manage(elsewhere, "restore", str(backup))
    verified = manage(elsewhere, "verify", "--expect", str(backup))

    assert restored.returncode == 0, restored.stderr
    assert f"last event {manifest.last_event}." in restored.stdout
    assert (verified.returncode, verified.stdout) == (0, ""), verified.stderr


def test_the_file_is_for_its_owner_alone_and_nothing_is_left_beside_it(live_cast: Cast, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"

    backup_database(actor=system_actor(), target=backup)

    assert backup.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [backup]


def test_the_half_backup_of_a_former_release_is_deleted_and_nothing_else(live_cast: Cast, tmp_path: Path) -> None:
    left, other = (tmp_path / f"stemma.backup{ending}" for ending in (".partial", ".partial.txt"))
    for each in (left, other):
        each.write_bytes(b"half a backup")

    backup_database(actor=system_actor(), target=tmp_path / "stemma.backup")

    assert (left.exists(), other.exists()) == (False, True)


def test_a_database_that_lacks_something_of_the_backup_is_a_breach(live_cast: Cast, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    live_cast.document()
    backup_database(actor=system_actor(), target=backup)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM versioning_event WHERE id = (SELECT MAX(id) FROM versioning_event)")

    breaches = list(verify_database(actor=system_actor(), tell=lambda _: None, expect=backup))

    assert [(breach.code, breach.table) for breach in breaches] == [
        ("rows_missing", "versioning_event"),
        ("event_missing", "versioning_event"),
    ]


@pytest.mark.parametrize("cut", [0, 100, 5_000])
def test_a_damaged_backup_is_refused_and_nothing_is_changed(live_cast: Cast, tmp_path: Path, cut: int) -> None:
    backup = tmp_path / "backup.tar"
    backup_database(actor=system_actor(), target=backup)
    whole = backup.read_bytes()
    backup.write_bytes(whole[:cut])
    versions = Version.objects.count()

    with pytest.raises(InvalidValue, match="backup"):
        restore_database(source=backup)

    assert Version.objects.count() == versions


def test_a_byte_that_changed_is_found(live_cast: Cast, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    backup_database(actor=system_actor(), target=backup)
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)

    with pytest.raises(InvalidValue, match="is damaged"):
        restore_database(source=backup)


def test_a_database_that_holds_something_is_not_replaced_unasked(live_cast: Cast, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"
    live_cast.document()
    backup_database(actor=system_actor(), target=backup)

    with pytest.raises(InvalidValue, match="not empty"):
        restore_database(source=backup)


def test_only_an_administrator_of_the_server_may(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        backup_database(actor=cast.manager, target=tmp_path / "backup.tar")

    assert list(tmp_path.iterdir()) == []


def test_any_tar_reads_it(live_cast: Cast, tmp_path: Path) -> None:
    backup = tmp_path / "backup.tar"

    manifest = backup_database(actor=system_actor(), target=backup)

    with tarfile.open(backup) as archive:
        assert archive.getnames() == ["database", "manifest.json"]
    assert read_manifest(backup) == manifest


def test_an_older_backup_replaces_the_sqlite_file_and_is_refused_by_postgresql(
    live_cast: Cast, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    backup = tmp_path / "backup.tar"
    live_cast.document()
    backup_database(actor=system_actor(), target=backup)
    migrate(elsewhere)
    newer = "from django.db import connection; connection.cursor().execute('CREATE TABLE newer (id integer)')"
    assert manage(elsewhere, "shell", "-v0", "-c", newer).returncode == 0

    restored = manage(elsewhere, "restore", "--replace", str(backup))

    if connection.vendor == "sqlite":
        assert restored.returncode == 0
        assert manage(elsewhere, "verify", "--expect", str(backup)).returncode == 0
    else:
        assert restored.returncode == 1
        assert "tables that the backup does not have: newer" in restored.stderr
        assert manage(elsewhere, "verify", "--expect", str(backup)).returncode != 0


FOLLOW = """
import sys
from versioning.exceptions import CursorTooOld
from versioning.services.access.system_actor import system_actor
from versioning.services.events.read_changes import read_changes
for cursor in {cursors!r}:
    try:
        print([event.verb for event in read_changes(actor=system_actor(), since=cursor).events])
    except CursorTooOld:
        print("gone")
"""


@pytest.mark.django_db(transaction=True)
def test_a_cursor_that_the_backup_lacks_is_gone_and_older_ones_go_on(
    live_cast: Cast, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    def cursor_now() -> str:
        return read_changes(actor=system_actor(), since="now").next_cursor

    backup, cursors = tmp_path / "backup.tar", [cursor_now()]
    backup_database(actor=system_actor(), target=backup)
    for _ in range(3):
        # The restored database gets as many events. Their positions must not be those that a reader knows.
        live_cast.draft()
        cursors.append(cursor_now())

    restored = manage(elsewhere, "restore", str(backup))
    for number in range(3):
        manage(elsewhere, "create_project", f"new-{number}")
    read = manage(elsewhere, "shell", "--no-imports", "-c", FOLLOW.format(cursors=cursors))

    assert restored.returncode == 0, restored.stderr
    assert read.stdout.splitlines() == ["['project.created', 'project.created', 'project.created']", *["gone"] * 3], (
        read.stderr
    )
