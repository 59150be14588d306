"""Read the rows of a database with any migrations."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg
from django.db import connection

from tests.migrations.databases import Database
from tests.migrations.schemas import plain


def read(database: Database, statement: str) -> list[tuple[Any, ...]]:
    statement = statement.format(text="::text" if connection.vendor == "postgresql" else "")
    if connection.vendor == "postgresql":
        with psycopg.connect(database.url) as opened:
            return opened.execute(statement.encode()).fetchall()
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as opened:
        return [tuple(map(plain, row)) for row in opened.execute(statement)]
