"""What a server says about its file store when it starts, and later in a note of `/readyz`."""

from pathlib import Path

from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.ops.files.conftest import use_store
from tests.pictures import stored
from versioning.ops.files.store import FileStore, describe_store
from versioning.services.files.find_store_fault import find_store_fault
from versioning.services.kernel.file_bytes import key_of

# Nothing listens on this port.
DOWN = "s3://stemma?endpoint=http://127.0.0.1:9&region=us-east-1&addressing=path"


def test_a_store_that_has_the_newest_file_has_no_fault(cast: Cast, store: FileStore) -> None:
    assert find_store_fault() is None
    stored(cast)

    assert find_store_fault() is None


def test_a_folder_that_other_machines_do_not_share_is_named(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    use_store(settings, (tmp_path / "web-1").as_uri())
    file = stored(cast)

    use_store(settings, (tmp_path / "web-2").as_uri())
    fault = find_store_fault()

    assert fault is not None
    assert f"lacks the file that was uploaded last, {file.name}." in fault
    assert "the same shared folder, on all machines" in fault


def test_a_bucket_that_does_not_answer_is_named(cast: Cast, settings: Settings) -> None:
    use_store(settings, DOWN)

    assert "cannot be written to and read from" in str(find_store_fault())


def test_it_is_said_since_when_the_store_has_been_failing(cast: Cast, settings: Settings, bucket: str) -> None:
    store = use_store(settings, bucket)
    file = stored(cast)
    before = describe_store()
    use_store(settings, DOWN)
    client = Client()
    client.force_login(cast.viewer.user)

    status, during = client.get(file.url).status_code, describe_store()
    use_store(settings, bucket)
    store.size_of(key_of(file))

    assert (status, before, describe_store()) == (503, "ok", "ok")
    assert during.startswith("has been failing for ")
