"""UUIDs take 16 bytes, also in databases that had them as text."""

import pytest
from django.db import connection

from tests.migrations.databases import Database
from tests.migrations.reading import read

# The tables and columns that hold UUIDs.
COLUMNS = {
    "sqlite": """
        SELECT tables.name, columns.name FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns
        WHERE columns.type = 'char(32)'
    """,
    "postgresql": """
        SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE atttypid = 'uuid'::regtype AND relkind = 'r'
    """,
}
BYTES = {"sqlite": "length(CAST({} AS BLOB))", "postgresql": "octet_length(uuid_send({}))"}


def sizes_of_uuids(database: Database) -> set[int]:
    columns = read(database, COLUMNS[connection.vendor])
    selects = [
        f'SELECT {BYTES[connection.vendor].format(column)} AS size FROM "{table}" WHERE {column} IS NOT NULL'  # noqa: S608
        for table, column in columns
    ]
    # One by one: SQLite takes only so many parts in a UNION.
    return {size for select in selects for (size,) in read(database, select)}


def test_an_update_stores_all_uuids_in_16_bytes(migrated: Database) -> None:
    assert sizes_of_uuids(migrated) == {16}


@pytest.mark.parametrize("step", ["0007_search", "0011_change_feed", "0036_markdown_extensions"])
def test_an_update_in_two_steps_ends_with_the_same_rows(before: Database, migrated: Database, step: str) -> None:
    first = before.manage("migrate", "--verbosity", "0", "versioning", step)
    second = before.manage("migrate", "--verbosity", "0")

    assert (first.err, second.err) == ("", "")
    assert sizes_of_uuids(before) == {16}
    assert before.schema() == migrated.schema()
    assert before.rows()["versioning_version"] == migrated.rows()["versioning_version"]


def test_the_migration_can_be_undone_and_done_again(migrated: Database) -> None:
    undone = migrated.manage("migrate", "--verbosity", "0", "versioning", "0050_shorter_search_index")
    again = migrated.manage("migrate", "--verbosity", "0")
    verified = migrated.manage("verify")

    assert (undone.err, again.err) == ("", "")
    assert "No breaches found." in verified.err
