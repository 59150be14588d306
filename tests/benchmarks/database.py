"""How much room a database gives to versions and texts, asked of the database itself."""

import sqlite3
from typing import Any
from urllib.parse import urlsplit

import psycopg

TABLES = ("versioning_version", "versioning_blob", "versioning_reencoding")
TEXTS = "SELECT sum(length(encoded)), max(depth) FROM versioning_blob"
SQLITE_TABLES = """
SELECT sum(pgsize) FROM dbstat JOIN sqlite_master entry ON entry.name = dbstat.name
WHERE entry.tbl_name IN ('versioning_version', 'versioning_blob', 'versioning_reencoding')
"""


class Database:
    """A database by its URL, beside the server that uses it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_sqlite = url.startswith("sqlite")

    def ask(self, statement: str) -> tuple[Any, ...]:
        """The one row of the statement."""
        if self.is_sqlite:
            connection = sqlite3.connect(urlsplit(self._url).path)
            try:
                return tuple(connection.execute(statement).fetchone())
            finally:
                connection.close()
        with psycopg.connect(self._url, autocommit=True) as server:
            return tuple(server.execute(statement.encode()).fetchone() or ())

    def tidy(self) -> None:
        """What a database does by itself, or an operator now and then: give back the room of rows that are gone."""
        if self.is_sqlite:
            connection = sqlite3.connect(urlsplit(self._url).path)
            connection.execute("VACUUM")
            connection.close()
        else:
            with psycopg.connect(self._url, autocommit=True) as server:
                server.execute("VACUUM FULL")


def sizes_of(database: Database) -> dict[str, int]:
    """Bytes of all texts as they are kept, and of both tables with their indexes; the longest chain."""
    texts, depth = database.ask(TEXTS)
    relations = " + ".join(f"pg_total_relation_size('{table}')" for table in TABLES)
    (tables,) = database.ask(SQLITE_TABLES if database.is_sqlite else f"SELECT {relations}")  # noqa: S608
    return {"texts": int(texts), "depth": int(depth), "tables": int(tables)}
