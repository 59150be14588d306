"""Purge, backup, restore and uploads that are cut off, in a folder and in a bucket."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import gettempprefix
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.ops.files.conftest import use_store
from tests.ops.files.cutting import cutting
from tests.ops.files.test_stores import DOWN, put
from tests.pictures import picture, stored
from tests.postgres import PROGRAMS, package_folder
from versioning.models import File, Project
from versioning.ops.files.bucket import BucketFiles
from versioning.ops.files.local import LocalFiles
from versioning.ops.files.store import FileStore, MissingBytes, StoreUnavailable, UnfinishedUpload, file_store
from versioning.services.access.system_actor import system_actor
from versioning.services.files.trash_file import trash_file
from versioning.services.kernel.file_bytes import key_of, key_of_width, store_key
from versioning.services.maintenance.backup_database import backup_database
from versioning.services.maintenance.find_purgeable import PurgePlan, find_purgeable
from versioning.services.maintenance.purge import purge
from versioning.services.maintenance.restore_database import Existing, restore_database
from versioning.services.maintenance.verify_database import Depth, verify_database

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs come from the wheel that the tests' server comes from."""
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{package_folder() / PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def go_on_elsewhere(store: FileStore, bucket: str, settings: Settings, tmp_path: Path) -> Callable[[], FileStore]:
    """Return a function that goes on with an empty store of the other kind."""
    other = (tmp_path / "other").as_uri() if isinstance(store, BucketFiles) else bucket
    return lambda: use_store(settings, other)


def client_of(endpoint: str) -> Any:
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")


def name_of(bucket: str) -> str:
    return urlsplit(bucket).netloc


def keys(store: FileStore) -> set[str]:
    return {key for key, _ in store.entries()}


def bytes_of(store: FileStore, file: File) -> bytes:
    return b"".join(store.read(key_of(file)))


def left_over(store: FileStore) -> list[Path]:
    """Return the files of uploads that did not end."""
    return list(store.incoming.glob(f"{gettempprefix()}*"))


def breaches() -> list[str]:
    return [breach.code for breach in verify_database(actor=system_actor(), tell=lambda title: None, depth=Depth.BYTES)]


def after(act: Callable[..., PurgePlan] = purge, **time: float) -> PurgePlan:
    """Purge when so much time has passed."""
    return act(actor=system_actor(), now=timezone.now() + timedelta(**time))


def test_a_purge_deletes_the_bytes_of_files_that_nothing_uses_and_no_others(cast: Cast, store: FileStore) -> None:
    used, old = stored(cast, picture("lime")), stored(cast, picture("navy"), name="old.png")
    cast.document(body=f"![]({used.url})")
    trash_file(actor=cast.editor, file=old)
    put(store, b"smaller", key_of_width(old, 480))

    after(days=1)
    is_kept_for_a_day = key_of(old) in keys(store)
    after(days=31)

    assert is_kept_for_a_day
    assert keys(store) == {key_of(used)}
    assert breaches() == []


def test_a_purge_leaves_what_others_put_there_and_what_is_young(cast: Cast, store: FileStore) -> None:
    young = store_key(project_id=cast.project.pk, sha256=bytes(32))
    others = {"backup.tar", store_key(project_id=uuid4(), sha256=bytes(32))}
    for key in (young, *others):
        put(store, b"bytes", key)

    first, second = after(hours=23), after(hours=25)

    assert (first.orphans, second.orphans) == (0, 1)
    assert keys(store) == others


def test_a_purge_while_the_store_is_down_deletes_no_row_and_is_done_later(
    cast: Cast, settings: Settings, bucket: str
) -> None:
    use_store(settings, bucket)
    file = stored(cast)
    trash_file(actor=cast.editor, file=file)
    use_store(settings, DOWN)

    with pytest.raises(StoreUnavailable):
        after(days=31)
    is_still_there = File.objects.filter(pk=file.pk).exists()
    store = use_store(settings, bucket)
    after(days=31)

    assert is_still_there
    assert (File.objects.count(), keys(store)) == (0, set())


def test_a_purge_removes_the_parts_that_a_killed_server_left_in_the_bucket(
    cast: Cast, settings: Settings, bucket: str, s3_endpoint: str
) -> None:
    use_store(settings, bucket)
    client, name = client_of(s3_endpoint), name_of(bucket)
    own, foreign = (store_key(project_id=project, sha256=bytes(32)) for project in (cast.project.pk, uuid4()))
    for key in (f"kept/{own}", f"kept/{foreign}", "kept/letters.txt"):
        upload = client.create_multipart_upload(Bucket=name, Key=key)
        client.upload_part(Bucket=name, Key=key, UploadId=upload["UploadId"], PartNumber=1, Body=b"part")

    counted, plan = after(find_purgeable, days=2), after(days=2)

    assert (counted.orphans, plan.orphans) == (1, 1)
    left = {each["Key"] for each in client.list_multipart_uploads(Bucket=name)["Uploads"]}
    assert left == {f"kept/{foreign}", "kept/letters.txt"}


@pytest.mark.usefixtures("transactional_db")
def test_a_backup_brings_every_byte_into_another_store(
    live_cast: Cast, tmp_path: Path, store: FileStore, go_on_elsewhere: Callable[[], FileStore]
) -> None:
    data, large = picture("teal", size=(300, 200)), os.urandom(1024) * (9 * 1024)
    file = stored(live_cast, data)
    stored(live_cast, data, name="again.png")
    packed = stored(live_cast, large, name="large.bin")
    live_cast.document(body=f"![]({file.url})")
    manifest = backup_database(actor=system_actor(), target=tmp_path / "backup.tar")
    target = go_on_elsewhere()

    restore_database(source=tmp_path / "backup.tar", existing=Existing.REPLACE)

    assert (manifest.files, manifest.missing) == (2, [])
    assert [bytes_of(target, each) for each in (file, packed)] == [data, large]
    assert breaches() == []
    assert left_over(target) == []


@pytest.mark.usefixtures("transactional_db")
def test_bytes_that_the_store_lost_are_named_and_the_rest_is_in_the_backup(
    live_cast: Cast, tmp_path: Path, store: FileStore
) -> None:
    gone, rotten, sound = (stored(live_cast, picture(color), name=color) for color in ("gold", "tan", "snow"))
    store.remove(key_of(gone))
    put(store, b"x" * rotten.size, key_of(rotten))

    manifest = backup_database(actor=system_actor(), target=tmp_path / "backup.tar")

    assert (manifest.files, sorted(manifest.missing)) == (1, sorted([key_of(gone), key_of(rotten)]))
    assert sorted(set(breaches())) == ["file_bytes_damaged", "file_bytes_missing"]
    assert bytes_of(store, sound) == picture("snow")


@pytest.mark.usefixtures("transactional_db")
def test_a_store_that_is_down_leaves_no_half_of_a_backup_and_the_database_as_it_is(
    live_cast: Cast, tmp_path: Path, settings: Settings, bucket: str
) -> None:
    use_store(settings, bucket)
    stored(live_cast)
    backup, half = tmp_path / "backup.tar", tmp_path / "half.tar"
    backup_database(actor=system_actor(), target=backup)
    live_cast.document("Later")
    use_store(settings, DOWN)

    with pytest.raises(StoreUnavailable):
        backup_database(actor=system_actor(), target=half)
    with pytest.raises(StoreUnavailable):
        restore_database(source=backup, existing=Existing.REPLACE)

    assert [each.name for each in tmp_path.iterdir() if "half" in each.name] == []
    assert live_cast.project.documents.filter(title="Later").exists()


class EndedAndRefused(LocalFiles):
    """A store with an upload that ended meanwhile, and one whose parts the key may not remove."""

    def unfinished(self) -> Iterator[UnfinishedUpload]:
        project = Project.objects.get()
        for number, fault in enumerate((MissingBytes("ended"), StoreUnavailable("AccessDenied"))):
            key = store_key(project_id=project.pk, sha256=bytes([number] * 32))
            yield UnfinishedUpload(key, timezone.now() - timedelta(days=1), partial(_raise, fault))


def _raise(fault: Exception) -> None:
    raise fault


def test_uploads_that_cannot_be_aborted_do_not_keep_a_purge_from_removing_bytes(
    cast: Cast, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"{EndedAndRefused.__module__}.{EndedAndRefused.__qualname__}"
    settings.STORAGES = {**settings.STORAGES, "files": {"BACKEND": path, "OPTIONS": {"location": str(tmp_path)}}}
    put(file_store(), b"an orphan", store_key(project_id=cast.project.pk, sha256=bytes(32)))

    plan = after(days=2)

    assert (plan.orphans, keys(file_store())) == (1, set())
    assert "AccessDenied" in caplog.text


@pytest.mark.parametrize("size", [2 * MB, 17 * MB])
def test_an_upload_into_a_bucket_that_is_cut_off_leaves_nothing_and_succeeds_later(
    cast: Cast, settings: Settings, bucket: str, s3_endpoint: str, size: int
) -> None:
    data = os.urandom(1024) * (size // 1024)
    upload = partial(stored, cast, data, name="large.bin")
    with cutting(s3_endpoint, after=MB) as address:
        use_store(settings, bucket.replace(s3_endpoint, address))
        with pytest.raises(StoreUnavailable):
            upload()
    store = use_store(settings, bucket)
    left = keys(store), File.objects.count(), left_over(store), list(store.unfinished())

    file = upload()

    assert left == (set(), 0, [], [])
    assert bytes_of(store, file) == data
