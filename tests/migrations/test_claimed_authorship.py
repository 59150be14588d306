"""What former imports made of the authors of a history becomes a claim of its versions."""

import sqlite3

import psycopg
import pytest

from tests.migrations.databases import Database
from tests.migrations.reading import read

NAMED = """
    SELECT version.author_name, version.author_email, version.authored_at = version.created_at, who.username,
        publisher.username
    FROM versioning_version AS version JOIN versioning_user AS who ON who.id = version.created_by_id
    JOIN versioning_user AS publisher ON publisher.id = version.published_by_id
    WHERE version.authored_at IS NOT NULL
"""
BEFORE = """
    SELECT who.first_name || ' ' || who.last_name, who.email FROM versioning_version AS version
    JOIN versioning_user AS who ON who.id = version.created_by_id WHERE version.fields{text} LIKE '%"commit"%'
"""
EVENTS = "SELECT * FROM versioning_event ORDER BY id"
FROZEN = "UPDATE versioning_version SET author_name = 'Other' WHERE status = 'published'"


def test_the_accounts_of_former_imports_become_claims(before: Database, migrated: Database) -> None:
    named, events = read(before, BEFORE), read(before, EVENTS)

    claims = read(migrated, NAMED)

    assert sorted(claim[:2] for claim in claims) == sorted(named)
    assert {claim[2:] for claim in claims} == {(True, "system", "system")}
    assert [event[: len(events[0])] for event in read(migrated, EVENTS)] == events


def test_the_claims_of_a_published_version_never_change(migrated: Database) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="never changes"):
        migrated.execute(FROZEN)


def test_the_migration_can_be_undone(before: Database, migrated: Database) -> None:
    before.manage("migrate", "--verbosity", "0", "versioning", "0007_search")

    undone = migrated.manage("migrate", "--verbosity", "0", "versioning", "0007_search")

    assert (undone.status, undone.err) == (0, "")
    assert migrated.schema() == before.schema()
