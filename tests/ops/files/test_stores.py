"""What every file store promises, and what it says when it cannot keep it."""

import errno
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.ops.files.conftest import use_store
from tests.pictures import picture, stored
from versioning.models import Actor, File
from versioning.ops.files.address import link_origins
from versioning.ops.files.store import FileStore, MissingBytes, StoreUnavailable
from versioning.services.access.system_actor import system_actor
from versioning.services.drafts.save_draft import save_draft
from versioning.services.files.upload_file import upload_file
from versioning.services.kernel.file_bytes import key_of
from versioning.services.maintenance.verify_database import Depth, verify_database

KEY = "ab/cd"
# Nothing listens on this port.
DOWN = "s3://stemma?endpoint=http://127.0.0.1:9&region=us-east-1&addressing=path"


def half() -> Iterator[bytes]:
    """Yield the pieces of an upload whose connection ends in the middle."""
    yield b"half of it"
    raise ConnectionResetError


def desk(actor: Actor) -> Any:
    """Return a browser in which the person is signed in."""
    client = Client()
    client.force_login(actor.user)
    return client


def put(store: FileStore, data: bytes, key: str = KEY) -> None:
    source = store.incoming / "upload"
    source.write_bytes(data)
    store.put(key, source)


def read(store: FileStore, **part: int) -> bytes:
    return b"".join(store.read(KEY, **part))


def test_gives_back_what_it_was_given(store: FileStore) -> None:
    data = os.urandom(200_000)

    put(store, data)

    assert (store.size_of(KEY), read(store)) == (len(data), data)
    assert read(store, start=70_000, length=10) == data[70_000:70_010]
    assert read(store, start=199_999) == data[-1:]
    assert read(store, start=5, length=0) == b""


def test_an_empty_file_is_a_file(store: FileStore) -> None:
    put(store, b"")

    assert (store.size_of(KEY), read(store)) == (0, b"")


def test_more_than_one_part_is_one_object(store: FileStore) -> None:
    data = os.urandom(1024) * (17 * 1024)

    put(store, data)

    assert read(store) == data


def test_what_is_not_there_is_missing(store: FileStore) -> None:
    store.remove(KEY)
    store.touch(KEY)

    assert store.size_of(KEY) is None
    with pytest.raises(MissingBytes):
        store.read(KEY)


def test_lists_the_keys_with_the_moment_of_their_bytes(store: FileStore) -> None:
    put(store, b"one")
    put(store, b"two", "ef/gh")

    found = dict(store.entries())

    assert found.keys() >= {KEY, "ef/gh"}
    assert all(abs(moment - timezone.now()) < timedelta(minutes=1) for moment in found.values())


def test_bytes_that_are_touched_count_as_written_now_and_stay_the_same(store: FileStore) -> None:
    put(store, b"bytes")
    before = dict(store.entries())[KEY]
    # S3 counts in seconds.
    time.sleep(1.1)

    store.touch(KEY)

    assert dict(store.entries())[KEY] > before
    assert read(store) == b"bytes"


def test_a_key_is_removed_once_and_for_all(store: FileStore) -> None:
    put(store, b"bytes")

    store.remove(KEY)

    assert store.size_of(KEY) is None
    assert KEY not in dict(store.entries())


def test_a_store_that_works_has_no_fault(store: FileStore) -> None:
    assert store.fault() is None


def test_files_are_kept_served_and_verified_in_either_store(cast: Cast, store: FileStore) -> None:
    data = picture(size=(20, 10))

    file = stored(cast, data)

    answer = desk(cast.viewer).get(file.url)
    assert b"".join(answer.streaming_content) == data
    assert list(verify_database(actor=system_actor(), tell=lambda title: None, depth=Depth.BYTES)) == []


def test_a_signed_link_answers_with_the_headers_of_the_file(cast: Cast, settings: Settings, bucket: str) -> None:
    use_store(settings, bucket)
    settings.FILES_DELIVERY = "signed"
    file = stored(cast, picture())

    answer = desk(cast.viewer).get(file.url)

    assert answer.status_code == 302
    assert "X-Amz-Signature=" in answer.headers["Location"]
    assert "response-content-type=image%2Fpng" in answer.headers["Location"]


@pytest.mark.parametrize(
    "address",
    [
        "s3://stemma-nobody-made-it?endpoint={endpoint}&region=us-east-1&addressing=path",
        DOWN,
    ],
)
def test_a_bucket_that_cannot_be_used_is_told_by_a_sentence(
    settings: Settings, bucket: str, s3_endpoint: str, address: str
) -> None:
    store = use_store(settings, address.format(endpoint=s3_endpoint))

    fault = store.fault()

    assert fault is not None
    assert fault.startswith("The bucket stemma")
    with pytest.raises(SystemCheckError, match="cannot be written to and read from"):
        call_command("check", deploy=True)


@pytest.mark.parametrize(
    "address",
    [
        "s3://pictures/kept",
        "s3://pictures?region=eu-central-1",
        "s3://pictures?region=eu-central-1&addressing=virtual",
        "s3://pictures?region=eu-central-1&addressing=path",
        "s3://pictures.of.us?region=eu-central-1",
        "s3://pictures?region=cn-north-1",
        "s3://pictures?endpoint=https://s3.example:9000",
        "s3://pictures?endpoint=https://s3.example&addressing=virtual",
    ],
)
def test_pages_may_load_pictures_from_where_signed_links_lead(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    link = use_store(settings, address).signed_link(KEY, headers={})

    assert link is not None
    assert "{0.scheme}://{0.netloc}".format(urlsplit(link)) in link_origins(address)


def test_a_bucket_that_refuses_rights_is_told_by_a_sentence(
    settings: Settings, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # From now on, the local server asks who somebody is.
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0.0)
    monkeypatch.setattr("moto.core.responses.ActionAuthenticatorMixin.request_count", 0)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-else")
    store = use_store(settings, bucket)

    fault = store.fault()

    assert fault is not None
    assert fault.startswith("The bucket stemma-")
    assert "403" in fault or "InvalidAccessKeyId" in fault


def test_texts_are_read_and_saved_while_the_store_is_down(cast: Cast, settings: Settings, bucket: str) -> None:
    use_store(settings, bucket)
    file = stored(cast)
    draft = cast.draft(body=f"![]({file.url})")
    use_store(settings, DOWN)

    saved = save_draft(actor=cast.editor, draft=draft, changes={"body": f"![]({file.url}) more"})
    answer = desk(cast.viewer).get(file.url)
    upload = desk(cast.editor).generic(
        "POST", "/api/v1/files?project=handbook&name=b.png", picture("navy"), content_type="application/octet-stream"
    )

    assert saved.revision == draft.revision + 1
    assert (answer.status_code, upload.status_code) == (503, 503)
    assert "Retry-After" in answer.headers
    assert File.objects.count() == 1


def test_new_folders_are_synced_as_the_bytes_are(settings: Settings, tmp_path: Path) -> None:
    root = tmp_path / "store"
    store, synced, fsync = use_store(settings, root.as_uri()), list[Path](), os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    with patch("versioning.ops.files.local.os.fsync", side_effect=note):
        put(store, b"data", "project/ab/abcd")

    assert synced[-1] == root / "project" / "ab"
    assert {tmp_path, root, root / "project"} <= set(synced)


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_takes_no_more_leaves_nothing_behind(
    cast: Cast, settings: Settings, tmp_path: Path, fault: int
) -> None:
    store = use_store(settings, (tmp_path / "store").as_uri())

    with (
        patch("versioning.ops.files.local.os.fsync", side_effect=OSError(fault, os.strerror(fault))),
        pytest.raises((OSError, StoreUnavailable)),
    ):
        stored(cast)

    assert not File.objects.exists()
    assert [key for key, _ in store.entries()] == []
    assert stored(cast).size == store.size_of(key_of(File.objects.get()))


def test_an_upload_that_is_cut_off_leaves_nothing_behind(cast: Cast, store: FileStore) -> None:
    before = set(store.incoming.iterdir())

    with pytest.raises(ConnectionResetError):
        upload_file(actor=cast.editor, project=cast.project, name="a.bin", pieces=half())

    assert not File.objects.exists()
    assert [key for key, _ in store.entries()] == []
    assert set(store.incoming.iterdir()) == before
