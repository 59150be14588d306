"""Texts from before there were stems get them from a job that the migration asks for."""

from tests.migrations.databases import Database
from tests.migrations.reading import read

JOBS = "SELECT state, lane, payload FROM versioning_job WHERE kind = 'upkeep.reindex'"


def test_an_update_asks_once_for_a_job_that_reads_the_texts_again(migrated: Database) -> None:
    migrated.manage("migrate", "--verbosity", "0", "versioning", "0041_products")
    again = migrated.manage("migrate", "--verbosity", "0")

    assert (again.status, again.err) == (0, "")
    assert [row[:2] for row in read(migrated, JOBS)] == [("waiting", "long")]
