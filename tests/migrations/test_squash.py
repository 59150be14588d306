"""What the squashed migrations make of an empty database, and of one that the migrations of before were run on."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.management.migrating import fill, run_migrate
from tests.migrations.databases import Database, empty_database, migrated_from_before_squash
from versioning.checks import replaces_in_part

LAST_SQUASHED = "0007_search"
BEFORE = (
    "0001_initial",
    "0002_triggers",
    "0003_languages_workflow_presentation",
    "0004_fill_languages_and_gaps",
    "0005_oauth",
    "0006_room_for_compressed_texts",
    "0007_compress_texts",
    "0008_only_compressed_texts",
    "0009_fewer_indexes_of_versions",
    "0010_draft_synced",
    "0011_orders_without_joins",
    "0012_account_verbs",
    "0013_version_counts",
    "0014_search",
    "0015_transfers",
    "0016_index_of_merges",
    "0017_whole_shelf",
    "0018_search_triggers",
    "0019_lists_of_all_documents",
)
REFUSED = {
    "UPDATE versioning_version SET title = 'Other'": "never changes",
    "UPDATE versioning_version SET number = number + 100": "keeps its document, number and key",
    "UPDATE versioning_version SET published_at = NULL WHERE status = 'published'": "stays published",
    "UPDATE versioning_blob SET size = size + 1": "a blob never changes",
    "UPDATE versioning_blob SET depth = depth + 1 WHERE depth > 0": "encoded anew only by who has opened",
    "UPDATE versioning_event SET verb = 'draft.saved'": "an event is written once",
}
HALF_MIGRATED = "DELETE FROM django_migrations WHERE app = 'versioning' AND name > '0013'"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield a database that was empty, migrated to the end."""
    with empty_database(tmp_path_factory.mktemp("fresh")) as database:
        fill(database.environment, name="fresh", make=lambda: run_migrate(database.environment))
        yield database


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield a database from before the squash, migrated to the end."""
    with migrated_from_before_squash(tmp_path_factory.mktemp("kept")) as database:
        yield database


def test_an_empty_database_is_migrated(fresh: Database) -> None:
    verified = fresh.manage("verify")

    assert (verified.status, "No breaches found." in verified.err) == (0, True)


def test_a_database_from_before_is_migrated(kept: Database) -> None:
    verified = kept.manage("verify")

    assert (verified.status, "No breaches found." in verified.err) == (0, True)


def test_no_row_is_lost_or_changed(before: Database) -> None:
    rows = before.rows()

    before.manage("migrate", "--verbosity", "0", "versioning", LAST_SQUASHED)

    after = before.rows()
    assert set(rows.pop("django_migrations")) < set(after.pop("django_migrations"))
    assert after == rows
    assert [table for table, held in rows.items() if not held] == ["versioning_reencoding"]


def test_both_end_with_the_same_schema(fresh: Database, kept: Database) -> None:
    assert kept.schema() == fresh.schema()


@pytest.mark.parametrize(("statement", "words"), REFUSED.items())
def test_the_triggers_of_a_database_from_before_refuse(kept: Database, statement: str, words: str) -> None:
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match=words):
        kept.execute(statement)


@pytest.mark.parametrize("command", ["migrate", "serve", "worker", "purge"])
def test_a_database_that_stopped_on_the_way_is_refused_with_advice(before: Database, command: str) -> None:
    before.execute(HALF_MIGRATED)
    rows = before.rows()

    refused = before.manage(command)

    assert refused.status == 1
    assert "stemma.E001" in refused.err
    assert "run `manage.py migrate` there" in refused.err
    assert "Traceback" not in refused.err
    assert before.rows() == rows


def test_an_installation_that_was_interrupted_goes_on(tmp_path: Path, fresh: Database) -> None:
    with empty_database(tmp_path) as database:
        first = database.manage("migrate", "--verbosity", "0", "versioning", "0003_documents")
        second = database.manage("migrate", "--verbosity", "0")

        assert (first.status, second.status) == (0, 0)
        assert database.schema() == fresh.schema()


@pytest.mark.parametrize("count", range(1, len(BEFORE)))
def test_every_beginning_of_the_former_migrations_is_told_from_their_end(count: int) -> None:
    assert replaces_in_part({("versioning", name) for name in BEFORE[:count]})


@pytest.mark.parametrize("applied", [(), BEFORE])
def test_all_or_none_of_the_former_migrations_can_go_on(applied: tuple[str, ...]) -> None:
    assert not replaces_in_part({("versioning", name) for name in applied})
