"""Databases from before the squash, as they were and migrated to the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrations.databases import Database, database_before_squash, migrated_from_before_squash


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Database]:
    """Yield a database from before the squash, with rows in every table."""
    with database_before_squash(tmp_path) as database:
        yield database


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Database]:
    """As `before`, migrated to the end."""
    with migrated_from_before_squash(tmp_path) as database:
        yield database
