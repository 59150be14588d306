"""What a running server believes of the headers of proxies, in either spelling."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.management.migrating import migrate
from tests.management.serving import PATIENCE, environment_in, manage, serving

SPELLINGS = ["X-Forwarded-Proto", "X_Forwarded_Proto", "x_forwarded-proto"]


def _served(folder: Path, proxies: str) -> Iterator[int]:
    environment = {**environment_in(folder), "HTTPS": "true", "TRUSTED_PROXIES": proxies}
    migrate(environment)
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0").communicate(timeout=PATIENCE)
    with serving(environment):
        yield int(environment["PORT"])


@pytest.fixture(scope="module")
def without_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Yield a server that people reach directly: the proxies that it trusts are elsewhere."""
    yield from _served(tmp_path_factory.mktemp("direct"), "192.0.2.1")


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    yield from _served(tmp_path_factory.mktemp("behind"), "127.0.0.1")


def _status(port: int, **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/docs/errors/", headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("name", SPELLINGS)
def test_without_a_proxy_nobody_passes_for_a_client_with_https(without_proxy: int, name: str) -> None:
    assert _status(without_proxy, **{name: "https"}) == 301


def test_a_trusted_proxy_is_believed(behind_proxy: int) -> None:
    assert _status(behind_proxy, **{"X-Forwarded-Proto": "https"}) == 200
