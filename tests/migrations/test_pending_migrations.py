import pytest

from tests.migrations.databases import Database


@pytest.mark.parametrize("words", [("serve",), ("worker", "--once"), ("purge", "--delete")], ids=" ".join)
def test_nothing_works_on_the_database_of_a_former_release(migrated: Database, words: tuple[str, ...]) -> None:
    migrated.manage("migrate", "--verbosity", "0", "versioning", "0050_shorter_search_index")
    rows = migrated.rows()

    refused = migrated.manage(*words)

    assert refused.status == 1
    assert "Run `manage.py migrate` first" in refused.err
    assert migrated.rows() == rows
