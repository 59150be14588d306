"""Read a row that a request looks up together with the row that says who asks, by one statement.

Authentication and the first lookup of a call find one row each by a unique key. The round trip to the database takes
longer than either.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from versioning.models.sql.prepared import Lookup, Parameter, Prepared, bound
from versioning.models.sql.statements import Statement
from versioning.ops.replica.routing import alias_to_read

First = TypeVar("First", bound=Model)
Row = TypeVar("Row", bound=Model)
USER = "user"
_PLACEHOLDER = re.compile("%[%s]")


class ReadAlong(Generic[First]):
    """A prepared query of one row, to which lookups are joined.

    `user` selects the key of the row's user, with the same parameters. It takes the place of the lookups' parameter.
    """

    def __init__(self, first: Prepared[First], *, user: Callable[[], QuerySet[Any, Any]]) -> None:
        self._first, self._select_user = first, user
        # A few: each method of a query set that returns a lookup has one prepared query.
        self._joined: dict[Prepared[Any], tuple[Statement, list[Any]]] = {}

    def both(self, lookup: Lookup[Row], **values: Any) -> tuple[First | None, Row | None]:
        """Return the row for these values, and the row of the lookup. Without the first, there is no second."""
        if lookup.prepared not in self._joined:
            self._joined[lookup.prepared] = self._join(lookup.prepared)
        statement, params = self._joined[lookup.prepared]
        first, second = self._first.text, lookup.prepared.text
        given = bound(params, {**lookup.values, **values})
        for row in statement.rows(given, connection=connections[DEFAULT_DB_ALIAS]):
            [owner] = first.all_made([row[: first.width]])
            beside = row[first.width :]
            # All columns are null if the lookup found nothing.
            return owner, None if beside[second.maker.key] is None else second.all_made([beside])[0]
        return None, None

    def _join(self, prepared: Prepared[Any]) -> tuple[Statement, list[Any]]:
        first, second = self._first.text, prepared.text
        sql, params = self._without_user(second.statement.sql, iter(second.params))
        # Both are the ORM's own SQL.
        joined = f"SELECT * FROM ({first.statement.sql}) owner LEFT JOIN ({sql}) beside ON TRUE"  # noqa: S608
        return Statement(joined), [*first.params, *params]

    def _without_user(self, sql: str, params: Iterator[Any]) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters with the user's key selected."""
        user_sql, user_params = self._user
        kept: list[Any] = []

        def put(match: re.Match[str]) -> str:
            if match[0] == "%%":
                return match[0]
            param = next(params)
            is_user = isinstance(param, Parameter) and param.name == USER
            kept.extend(user_params if is_user else [param])
            return f"({user_sql})" if is_user else match[0]

        return _PLACEHOLDER.sub(put, sql), kept

    @cached_property
    def _user(self) -> tuple[str, tuple[Any, ...]]:
        sql, params = self._select_user().query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return sql, tuple(params)


def is_read_along(lookup: Lookup[Any]) -> bool:
    """Return whether one statement is faster, and possible: not if the rows of the lookup come from a replica.

    SQLite has no round trips, and writes the row of the lookup to a temporary table first.
    """
    is_remote = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
    return is_remote and alias_to_read(lookup.prepared.text.maker.model) == DEFAULT_DB_ALIAS
