"""Reserve primary keys before rows are inserted."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

_NEXT_KEYS = {
    "postgresql": """
        SELECT nextval(pg_get_serial_sequence(%(table)s, %(column)s)) AS key
        FROM generate_series(1, %(count)s) ORDER BY key
    """,
    "sqlite": """
        WITH RECURSIVE fresh (key, place) AS (
            SELECT COALESCE(MAX(seq), 0) + 1, 1 FROM sqlite_sequence WHERE name = %(table)s
            UNION ALL SELECT key + 1, place + 1 FROM fresh WHERE place <= %(count)s
        )
        SELECT key FROM fresh WHERE place <= %(count)s
    """,
}


def fresh_keys(model: type[Model], *, count: int) -> Sequence[int]:
    """Return so many unused keys in ascending order, so that new rows can refer to each other.

    Call it within the transaction that inserts the rows. SQLite reserves nothing: a key that is not used there is given
    to another row later.
    """
    connection, meta = connections[DEFAULT_DB_ALIAS], model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            _NEXT_KEYS[connection.vendor], {"table": meta.db_table, "column": meta.pk.column, "count": count}
        )
        return [key for (key,) in cursor.fetchall()]
