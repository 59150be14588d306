import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from versioning.models.sql.statements import Statement

SUM = Statement("SELECT %s + 1 AS more, '100%%' AS said FROM versioning_project")
RENAME = Statement("UPDATE versioning_project SET name = %s")
ADD_TWICE = Statement("INSERT INTO versioning_project SELECT * FROM versioning_project")


def test_answers_with_rows(cast: Cast) -> None:
    assert SUM.rows([41], connection=connection) == [(42, "100%")]


def test_tells_how_many_rows_it_changed(cast: Cast) -> None:
    changed = RENAME.changed(["100 % ours"], connection=connection)

    cast.project.refresh_from_db()
    assert (changed, cast.project.name) == (1, "100 % ours")


def test_whoever_watches_sees_it(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = SUM.rows([41], connection=connection)

    assert found == [(42, "100%")]
    assert len(captured) == 1


def test_a_refusal_of_the_database_is_one_of_django(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ADD_TWICE.changed([], connection=connection)


def test_runs_no_more_in_a_transaction_that_failed(cast: Cast) -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            SUM.rows([1], connection=connection)


@pytest.mark.django_db(transaction=True)
def test_opens_the_connection_where_there_is_none() -> None:
    connection.close()

    assert SUM.rows([1], connection=connection) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps what it has parsed by itself")
def test_is_prepared_when_it_is_asked_again(cast: Cast) -> None:
    for number in (1, 2, 3):
        SUM.rows([number], connection=connection)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1 + 1 AS more%'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite parses anew what a change of a table touches")
def test_goes_on_after_a_table_was_changed() -> None:
    names = Statement("SELECT * FROM changing")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE changing (name varchar(5))")
    try:
        for _ in range(2):
            names.rows([], connection=connection)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE changing ADD COLUMN size int")

        found = names.rows([], connection=connection)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE changing")

    assert found == []
