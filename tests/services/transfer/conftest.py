"""A project that has something of everything, and a server of Document360."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.cast import Cast
from tests.exports.document360_api import FakeDocument360, answers, served
from tests.receivers import THIS_MACHINE
from tests.services.transfer.rich_project import make_rich


@pytest.fixture
def rich(cast: Cast, tmp_path: Path) -> Cast:
    make_rich(cast, tmp_path)
    return cast


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Iterator[FakeDocument360]:
    """Yield a server of Document360 on this machine, which imports may reach."""
    settings.WEBHOOK_ALLOW_PRIVATE = THIS_MACHINE
    settings.DATA_DIR = tmp_path
    with served(FakeDocument360(answers())) as server:
        yield server
