"""What was stored before there were quotas is counted by the migration."""

from tests.migrations.databases import Database
from tests.migrations.reading import read

UNKNOWN = "SELECT COUNT(*) FROM versioning_blob WHERE stored_by_id IS NULL"
BYTES = "SELECT SUM(length(encoded)) FROM versioning_blob"
USED = "SELECT SUM(bytes), SUM(versions) FROM versioning_usage WHERE user_id IS NULL"
VERSIONS = """
    SELECT COUNT(*) FROM versioning_version AS version JOIN versioning_document AS document
        ON document.id = version.document_id
    WHERE version.trashed_at IS NULL AND document.trashed_at IS NULL
"""


def test_existing_rows_are_counted_for_the_project_and_for_who_stored_them(migrated: Database) -> None:
    verified = migrated.manage("verify")

    assert "usage_miscounted" not in verified.err
    assert verified.status == 0
    assert read(migrated, UNKNOWN) == [(0,)]
    ((used, versions),) = read(migrated, USED)
    assert used > read(migrated, BYTES)[0][0] > 0
    assert versions == read(migrated, VERSIONS)[0][0]


def test_what_a_server_of_the_former_version_stores_counts_for_the_project(migrated: Database) -> None:
    migrated.execute("""
        INSERT INTO versioning_blob (document_id, sha256, size, created_at, depth, encoded)
        SELECT document_id, encoded, 1, created_at, 0, encoded FROM versioning_blob ORDER BY id LIMIT 1
    """)

    recounted = migrated.manage("recount_usage")
    assert (recounted.status, recounted.err) == (0, "")
    assert read(migrated, UNKNOWN) == [(1,)]
    assert "usage_miscounted" not in migrated.manage("verify").err


def test_it_can_be_undone_and_done_again(before: Database, migrated: Database) -> None:
    before.manage("migrate", "--verbosity", "0", "versioning", "0017_notices")

    undone = migrated.manage("migrate", "--verbosity", "0", "versioning", "0017_notices")

    assert (undone.status, undone.err) == (0, "")
    assert migrated.schema() == before.schema()
    assert migrated.manage("migrate", "--verbosity", "0").status == 0
