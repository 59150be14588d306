"""Running SQL that is written once, with nothing between it and the driver where nobody listens in between.

Django's cursors rewrite the placeholders of a statement at each call, and PostgreSQL plans it anew each time. Here
SQLite gets its own placeholders, written once, and PostgreSQL prepares what it is asked again, unless the setting
PREPARED_STATEMENTS is off. Whoever counts or watches statements (`execute_wrapper`, DEBUG) sees these as all others.
"""

from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus


class Statement:
    """`sql` has a `%s` for each parameter, and every other percent sign twice, as Django's cursors take it."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def rows(self, params: Sequence[Any], *, connection: BaseDatabaseWrapper) -> list[Any]:
        """What it answers with. Raises Django's database errors."""
        with connection.wrap_database_errors, closing(self._asked(params, connection)) as cursor:
            return list(cursor.fetchall())

    def changed(self, params: Sequence[Any], *, connection: BaseDatabaseWrapper) -> int:
        """How many rows it changed. Raises Django's database errors."""
        with connection.wrap_database_errors, closing(self._asked(params, connection)) as cursor:
            return int(cursor.rowcount)

    def _asked(self, params: Sequence[Any], connection: BaseDatabaseWrapper) -> Any:
        driver = _unobserved(connection)
        if driver is None:
            cursor = connection.cursor()
            cursor.execute(self.sql, params)
            return cursor
        if isinstance(driver, psycopg.Connection):
            return self._prepared(params, driver)
        return driver.execute(self._with_question_marks, params)

    def _prepared(self, params: Sequence[Any], driver: "psycopg.Connection[Any]") -> Any:
        """Whoever changes a table under a running server changes what was prepared: it is then prepared anew."""
        try:
            return psycopg.Cursor(driver).execute(self.sql, params)
        except psycopg.errors.FeatureNotSupported:
            if driver.info.transaction_status is not TransactionStatus.IDLE:
                raise
            driver.execute("DEALLOCATE ALL")
            return psycopg.Cursor(driver).execute(self.sql, params)

    @cached_property
    def _with_question_marks(self) -> str:
        return "%".join(part.replace("%s", "?") for part in self.sql.split("%%"))


def _unobserved(connection: BaseDatabaseWrapper) -> Any | None:
    """The driver's own connection; None where it is not open yet, or somebody wants to see each statement."""
    if connection.execute_wrappers or connection.queries_logged:
        return None
    connection.close_if_health_check_failed()
    connection.validate_no_broken_transaction()
    return connection.connection
