"""Backups hold the bytes of files, and restoring brings them back."""

import os
import tarfile
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.pictures import picture, stored
from tests.postgres import PROGRAMS, package_folder
from versioning.exceptions import InvalidValue
from versioning.models import File
from versioning.ops.files.address import storage_at
from versioning.services.access.system_actor import system_actor
from versioning.services.kernel.file_bytes import key_of
from versioning.services.maintenance._backup.archive import read_manifest
from versioning.services.maintenance.backup_database import backup_database
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.restore_database import Existing, restore_database
from versioning.services.maintenance.verify_database import Depth, verify_database


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs come from the wheel that the tests' server comes from."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{package_folder() / PROGRAMS}{os.pathsep}{os.environ['PATH']}")


def path_of(file: File) -> Path:
    return Path(storages["files"].path(key_of(file)))


def empty_store(settings: Settings, folder: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "files": storage_at(folder.as_uri())}


def breaches() -> list[str]:
    return [breach.code for breach in verify_database(actor=system_actor(), tell=lambda title: None, depth=Depth.BYTES)]


@pytest.mark.usefixtures("transactional_db")
def test_restoring_brings_every_file_back_byte_for_byte(live_cast: Cast, tmp_path: Path, settings: Settings) -> None:
    backup, data = tmp_path / "backup.tar", picture("teal", size=(300, 200))
    file = stored(live_cast, data)
    stored(live_cast, data, name="again.png")
    stored(live_cast, b"words", name="words.txt")
    live_cast.document(body=f"![]({file.url})")
    manifest = backup_database(actor=system_actor(), target=backup)
    empty_store(settings, tmp_path / "elsewhere")

    restore_database(source=backup, existing=Existing.REPLACE)

    assert (manifest.files, manifest.file_bytes, manifest.missing) == (2, len(data) + 5, [])
    assert path_of(file).read_bytes() == data
    assert breaches() == []
    assert list((tmp_path / "elsewhere" / "incoming").iterdir()) == []


@pytest.mark.usefixtures("transactional_db")
def test_bytes_that_are_missing_or_damaged_do_not_keep_the_rest_from_the_backup(
    live_cast: Cast, tmp_path: Path
) -> None:
    gone, rotten, sound = (stored(live_cast, picture(color), name=color) for color in ("gold", "tan", "snow"))
    path_of(gone).unlink()
    path_of(rotten).write_bytes(b"x" * rotten.size)

    with pytest.raises(CommandError, match="lacks the bytes of 2 files"):
        call_command("backup", str(tmp_path / "backup.tar"), stdout=StringIO())

    manifest = read_manifest(tmp_path / "backup.tar")
    assert sorted(manifest.missing) == sorted([key_of(gone), key_of(rotten)])
    with tarfile.open(tmp_path / "backup.tar") as archive:
        assert f"files/{key_of(sound)}" in archive.getnames()


@pytest.mark.usefixtures("transactional_db")
def test_a_changed_byte_of_a_file_is_refused_before_the_database_is_touched(live_cast: Cast, tmp_path: Path) -> None:
    backup, data = tmp_path / "backup.tar", os.urandom(50_000)
    stored(live_cast, data, name="noise")
    backup_database(actor=system_actor(), target=backup)
    live_cast.document(title="Later")
    backup.write_bytes(backup.read_bytes().replace(data[1000:1100], bytes(100)))

    with pytest.raises(InvalidValue, match="is damaged"):
        restore_database(source=backup, existing=Existing.REPLACE)

    assert live_cast.project.documents.filter(title="Later").exists()


@pytest.mark.usefixtures("transactional_db")
def test_files_can_be_left_out(live_cast: Cast, tmp_path: Path) -> None:
    stored(live_cast)
    out = StringIO()

    call_command("backup", str(tmp_path / "backup.tar"), "--without-files", stdout=out)

    assert read_manifest(tmp_path / "backup.tar").files is None
    assert "no bytes of files" in out.getvalue()


def test_bytes_stay_for_a_day_after_their_last_file_so_that_a_backup_under_way_finds_them(cast: Cast) -> None:
    file, now = stored(cast), timezone.now()
    File.objects.update(trashed_at=now - timedelta(days=40))
    os.utime(path_of(file), (0, 0))

    purge(actor=system_actor(), now=timezone.now())
    stayed = path_of(file).exists()
    purge(actor=system_actor(), now=timezone.now() + timedelta(days=1, minutes=1))

    assert not File.objects.exists()
    assert stayed
    assert not path_of(file).exists()
