"""A primary and a standby that follows it, from the wheel's PostgreSQL."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.trials.postgres import KillablePostgres, killable_postgres


@dataclass(frozen=True)
class Pair:
    """Two servers. The standby can be kept from replaying what it receives."""

    primary: KillablePostgres
    standby: KillablePostgres

    def ask_standby(self, sql: str) -> Any:
        with psycopg.connect(self.standby.url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else None

    @contextmanager
    def replay_paused(self) -> Iterator[None]:
        self.ask_standby("SELECT pg_wal_replay_pause()")
        while self.ask_standby("SELECT pg_get_wal_replay_pause_state()") != [("paused",)]:
            time.sleep(0.05)
        try:
            yield
        finally:
            self.ask_standby("SELECT pg_wal_replay_resume()")


@contextmanager
def primary_and_standby() -> Iterator[Pair]:
    """Yield both, started. Their files go at the end."""
    with killable_postgres() as primary:
        standby = primary.copy()
        try:
            standby.start()
            yield Pair(primary=primary, standby=standby)
        finally:
            standby.kill()
