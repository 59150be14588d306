"""A condition on a key that PostgreSQL does not plan as a join."""

from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Func):
    """Whether the key at `path` is among the few keys that a query set of one column returns.

    PostgreSQL reads the keys first and then looks each one up. It plans `IN (SELECT …)` as a join, and so may read all
    rows of both sides if the statistics of a small table are missing, or if a statement joins many tables.
    """

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " IN "

    def __init__(self, path: str, keys: QuerySet[Any, Any]) -> None:
        super().__init__(F(path), Subquery(keys))

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **context)


class OneOfMany(AnyOf):
    """As AnyOf, among so many keys that SQLite should look up each row among them, and not each key among the rows."""

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        # A sign before a column keeps SQLite from using its index (https://sqlite.org/optoverview.html, section 3).
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)
