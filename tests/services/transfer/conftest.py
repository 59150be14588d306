"""A project that has something of everything."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.services.transfer.rich_project import make_rich


@pytest.fixture
def rich(cast: Cast, tmp_path: Path) -> Cast:
    make_rich(cast, tmp_path)
    return cast
