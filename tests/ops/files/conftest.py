"""The two kinds of file stores: a folder, and a bucket of a local server that speaks S3."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from versioning.ops.files.address import storage_at
from versioning.ops.files.store import FileStore, file_store


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a new and empty bucket, as FILES_STORAGE takes it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    name = f"stemma-{uuid4()}"
    boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").create_bucket(Bucket=name)
    return f"s3://{name}/kept?endpoint={s3_endpoint}&region=us-east-1&addressing=path"


def use_store(settings: Settings, address: str) -> FileStore:
    settings.STORAGES = {**settings.STORAGES, "files": storage_at(address)}
    return file_store()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> FileStore:
    address = (tmp_path / "store").as_uri() if request.param == "folder" else request.getfixturevalue("bucket")
    return use_store(settings, address)
