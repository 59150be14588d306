"""Texts from before there were stems get them from a job that the migration asks for."""

from pathlib import Path

from tests.migrations.databases import database_before_squash
from tests.migrations.test_claimed_authorship import read

JOBS = "SELECT state, lane, payload FROM versioning_job WHERE kind = 'upkeep.reindex'"


def test_an_update_asks_once_for_a_job_that_reads_the_texts_again(tmp_path: Path) -> None:
    with database_before_squash(tmp_path) as before:
        migrated = before.manage("migrate", "--verbosity", "0")
        before.manage("migrate", "--verbosity", "0", "versioning", "0041_products")
        before.manage("migrate", "--verbosity", "0")

        assert (migrated.status, migrated.err) == (0, "")
        assert [row[:2] for row in read(before, JOBS)] == [("waiting", "long")]
