"""Generated clients: each of them once in a run, from the schemas that a live server gives out."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, make_token
from tests.clients.making import SCHEMAS, made_once, make_python_client, make_typescript_client

MadeClient = Callable[[str], Path]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return one folder for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def python_client(live_server: LiveServer, shared_folder: Path) -> MadeClient:
    def make(version: str) -> Path:
        generate = partial(make_python_client, version=version, schema=f"{live_server.url}{SCHEMAS[version]}")
        return made_once(shared_folder / f"python-{version}", generate)

    return make


@pytest.fixture(scope="session")
def typescript_client(live_server: LiveServer, shared_folder: Path) -> MadeClient:
    def make(version: str) -> Path:
        generate = partial(make_typescript_client, version=version, schema=f"{live_server.url}{SCHEMAS[version]}")
        return made_once(shared_folder / f"typescript-{version}", generate)

    return make


@pytest.fixture
def secret(live_cast: Cast) -> str:
    """Return a token of who may do all that the stories tell of."""
    return make_token(live_cast.manager.user)[1]
