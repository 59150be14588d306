"""Read chains of blobs in one statement, on PostgreSQL and on SQLite."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connections, models
from django.db.models import Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from versioning.models.sql.statements import Statement
from versioning.text.delta.chain import MAX_STEPS, Chain, ChainLink
from versioning.text.delta.delta_store import StoredLink

# The whole chain in one column, so that a version and its text are one row. Aggregates of bytes differ between the
# databases, so the bytes are written as hexadecimal digits. The order of an aggregate is not guaranteed, so each part
# has its step.
_AS_ONE_COLUMN = """(
WITH RECURSIVE chain (step, id, base_id, size, sha256, encoded) AS (
    SELECT 0, blob.id, blob.base_id, blob.size, blob.sha256, blob.encoded
    FROM versioning_blob blob WHERE blob.id = %(expressions)s
    UNION ALL
    SELECT chain.step + 1, blob.id, blob.base_id, blob.size, blob.sha256, blob.encoded
    FROM chain JOIN versioning_blob blob ON blob.id = chain.base_id WHERE chain.step < {most}
)
SELECT {join}(step || ':' || id || ':' || size || ':' || {sha256} || ':' || {encoded}, ',') FROM chain
)"""

_AS_ROWS = """
WITH RECURSIVE chain (id, base_id) AS (
    SELECT id, base_id FROM versioning_blob WHERE id IN ({keys})
    UNION
    SELECT blob.id, blob.base_id FROM chain JOIN versioning_blob blob ON blob.id = chain.base_id
)
SELECT id, base_id, size, sha256, encoded FROM versioning_blob WHERE id IN (SELECT id FROM chain)
"""

# By the number of keys. The rows need no second look at the table, for which PostgreSQL may read all of it. Two chains
# may end in the same rows, which then come twice.
_PREPARED = {
    count: Statement(
        f"""
        WITH RECURSIVE chain (step, id, base_id, size, sha256, encoded) AS (
            SELECT 0, id, base_id, size, sha256, encoded FROM versioning_blob WHERE id IN ({keys})
            UNION ALL
            SELECT chain.step + 1, blob.id, blob.base_id, blob.size, blob.sha256, blob.encoded
            FROM chain JOIN versioning_blob blob ON blob.id = chain.base_id WHERE chain.step < {MAX_STEPS}
        )
        SELECT id, base_id, size, sha256, encoded FROM chain
        """  # noqa: S608  a number of our own
    )
    for count, keys in {1: "%s", 2: "%s, %s"}.items()
}

_FOLLOWERS = """
WITH RECURSIVE follower (id, base_id, depth) AS (
    SELECT id, base_id, depth FROM versioning_blob WHERE base_id IN ({keys}) AND id NOT IN ({keys})
    UNION
    SELECT blob.id, blob.base_id, blob.depth
    FROM follower JOIN versioning_blob blob ON blob.base_id = follower.id WHERE blob.id NOT IN ({keys})
)
SELECT id, base_id, depth FROM follower ORDER BY depth, id
"""


class BodyChain(Func):
    """The chain of the blob whose key is the given expression, as text for `parse_chain`."""

    output_field = models.TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        template = _AS_ONE_COLUMN.format(
            most=MAX_STEPS, join="group_concat", sha256="hex(sha256)", encoded="hex(encoded)"
        )
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        template = _AS_ONE_COLUMN.format(
            most=MAX_STEPS, join="string_agg", sha256="encode(sha256, 'hex')", encoded="encode(encoded, 'hex')"
        )
        return self.as_sql(compiler, connection, template=template, **context)


def parse_chain(column: str) -> Chain:
    """Return the chain from the column of a `BodyChain`."""
    steps = sorted((part.split(":") for part in column.split(",")), key=lambda part: int(part[0]), reverse=True)
    return Chain(
        [ChainLink(int(key), int(size), bytes.fromhex(sha), bytes.fromhex(data)) for _, key, size, sha, data in steps]
    )


def read_links(rows: QuerySet[Any], keys: Iterable[int]) -> dict[int, StoredLink]:
    """Read the blobs with these keys and all that they are encoded against. One statement, each blob once."""
    ids = list(keys)
    if not ids:
        return {}
    # Most calls read one text, and publications two.
    statement = _PREPARED.get(len(ids)) or Statement(_AS_ROWS.format(keys=", ".join(["%s"] * len(ids))))
    return {
        row[0]: StoredLink(ChainLink(row[0], row[2], bytes(row[3]), bytes(row[4])), base=row[1])
        for row in statement.rows(ids, connection=connections[rows.db])
    }


def followers(rows: QuerySet[Any], keys: Collection[int]) -> list[tuple[int, int, int]]:
    """Return (key, base, depth) of the other blobs that are encoded against these, by depth."""
    if not keys:
        return []
    statement = _FOLLOWERS.format(keys=", ".join(["%s"] * len(keys)))
    with connections[rows.db].cursor() as cursor:
        cursor.execute(statement, [*keys, *keys, *keys])
        return [(pk, base, depth) for pk, base, depth in cursor.fetchall()]
