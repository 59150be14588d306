from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> None:
    """Keep uploads and exports in the folder of the test."""
    settings.DATA_DIR = tmp_path
