"""A connection that never waits longer than its deadline, whatever state the server or the network is in.

The server's own `statement_timeout` and `lock_timeout` end what a working server is slow with. They do nothing when
the server is paused or the network drops packets, and TCP's own limits count minutes. So the client counts too.
"""

import select
import time
from functools import cached_property
from types import ModuleType
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from versioning.ops.breaker import Breaker
from versioning.ops.load.bulkhead import Bulkhead
from versioning.ops.postgresql.cursors import ReusedCursor
from versioning.ops.postgresql.hosts import connect_to_one
from versioning.ops.replica.routing import REPLICA, note_failure

Result = TypeVar("Result")

# One of each for a process and server: all threads of the process talk to the same servers.
PRIMARY_BREAKER, REPLICA_BREAKER = Breaker("The database"), Breaker("The read replica")
BULKHEAD = Bulkhead()
IN_TRANSACTION = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
# libpq counts in whole seconds, and takes 1 as 2.
SHORTEST_CONNECT_SECONDS = 2
# How much of DATABASE_TIMEOUT one exchange may take: the rest is for a place in the bulkhead, and for the answer.
DEADLINE_SHARE = 0.8
# How much of that a replica has, so that the primary can still be asked.
REPLICA_SHARE = 0.4
# How much of the deadline may go into finding out that a kept connection is dead.
USABLE_SHARE = 0.3
# A server that answered so long ago is not asked again whether it is there.
FRESH_SECONDS = 1.0


def breaker_of(alias: str) -> Breaker:
    """Return the breaker of a server. Django and the tests connect by other aliases as well, all to the primary."""
    return REPLICA_BREAKER if alias == REPLICA else PRIMARY_BREAKER


class TimedConnection(psycopg.Connection[Any]):
    """A connection whose every exchange with the server has a deadline. A missed deadline closes it."""

    # Seconds. Commands such as `migrate` have none: they may ask for what takes long.
    deadline: float | None = None
    alias = DEFAULT_DB_ALIAS
    answered_at = 0.0

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        """Run one exchange. Raise psycopg.OperationalError if it misses the deadline."""
        BULKHEAD.enter()
        try:
            result = super().wait(gen, interval=interval, timeout=timeout or self.deadline)
            self.answered_at = time.monotonic()
            return result
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                # The answer may still come. It must never be taken for the answer to a later question.
                self.pgconn.finish()
                breaker_of(self.alias).fail(error)
            if self.alias == REPLICA:
                note_failure()
            raise
        finally:
            # Within a transaction the thread keeps its place: others may be waiting for what it has locked.
            if self.pgconn.transaction_status not in IN_TRANSACTION:
                BULKHEAD.leave()

    @property
    def is_fresh(self) -> bool:
        """Whether the server answered within FRESH_SECONDS and has sent nothing since.

        A server that stops, or is killed, closes its connections. This shows on the socket without asking the server.
        """
        return time.monotonic() - self.answered_at < FRESH_SECONDS and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Whether the server has closed the connection, which sends nothing else unasked."""
        return self.closed or bool(self._socket.poll(0))

    @cached_property
    def reused_cursor(self) -> ReusedCursor:
        """The cursor of all prepared statements of this connection."""
        return ReusedCursor(self)

    @cached_property
    def _socket(self) -> select.poll:
        poll = select.poll()
        poll.register(self.fileno(), select.POLLIN)
        return poll

    def close(self) -> None:
        """Close the connection. A transaction that was open ends, and so does its place."""
        super().close()
        BULKHEAD.leave()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's backend, connecting with TimedConnection. It asks a silent server only once a second."""

    # Django's own, which its stubs do not have.
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg connects with, time-outs included. OPTIONS and DATABASE_URL override each of them."""
        return {**_timeouts(self._deadline), **super().get_connection_params()}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. Raise psycopg.OperationalError at once if the server is known not to answer."""
        breaker = breaker_of(self.alias)
        try:
            connection = self._connect(conn_params, breaker)
        except psycopg.OperationalError:
            if self.alias == REPLICA:
                note_failure()
            raise
        breaker.succeed()
        connection.alias, connection.deadline = self.alias, self._deadline
        return connection

    def _connect(self, conn_params: dict[str, Any], breaker: Breaker) -> Any:
        if not breaker.allows():
            raise psycopg.OperationalError("the database does not answer")
        is_pooled = not settings.PREPARED_STATEMENTS
        try:
            with BULKHEAD.entered():
                return connect_to_one(super().get_new_connection, conn_params, is_pooled=is_pooled)
        except psycopg.OperationalError as error:
            breaker.fail(error)
            raise

    @property
    def _deadline(self) -> float | None:
        deadline = TimedConnection.deadline
        return deadline * REPLICA_SHARE if deadline and self.alias == REPLICA else deadline

    def close_if_health_check_failed(self) -> None:
        """Ask at the start of a request whether the server is there, unless it answered a moment ago."""
        if self.connection is not None and not self.health_check_done and self.connection.is_fresh:
            self.health_check_done = True
        super().close_if_health_check_failed()

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """Begin or end a transaction. Nothing of a new one was sent yet, so it takes another connection if need be."""
        if not autocommit and self.connection is not None and self.connection.is_gone:
            self.close()
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)

    def is_usable(self) -> bool:
        """Return whether the server answers on this connection. A request that finds it dead still connects anew."""
        connection = self.connection
        if connection is None or connection.deadline is None:
            return super().is_usable()
        deadline = connection.deadline
        connection.deadline = deadline * USABLE_SHARE
        try:
            return super().is_usable()
        finally:
            connection.deadline = deadline


def protect(*, seconds: int, places: int) -> None:
    """Give every exchange of this process a deadline, and let at most `places` threads wait for the server."""
    TimedConnection.deadline = seconds * DEADLINE_SHARE
    BULKHEAD.limit(places)


def _timeouts(deadline: float | None) -> dict[str, Any]:
    if deadline is None:
        return {}
    milliseconds = int(deadline * 1000)
    timeouts: dict[str, Any] = {
        # Half, because a request that finds its connection dead connects again within its time.
        "connect_timeout": max(SHORTEST_CONNECT_SECONDS, int(deadline) // 2),
        "tcp_user_timeout": milliseconds,
        "keepalives_idle": int(deadline),
        "keepalives_interval": max(1, int(deadline) // 3),
        "keepalives_count": 3,
    }
    if settings.PREPARED_STATEMENTS:
        # A pooler refuses these at the start of a session. docs/operating.md says how to set them there.
        server = {
            "statement_timeout": milliseconds * 9 // 10,
            "lock_timeout": milliseconds * 8 // 10,
            "idle_in_transaction_session_timeout": milliseconds * 6,
        }
        timeouts["options"] = " ".join(f"-c {name}={value}" for name, value in server.items())
    return timeouts


def _driver() -> ModuleType:
    """Return psycopg with TimedConnection in place of its own. Django connects with the `connect` of its driver."""
    driver = ModuleType("psycopg")
    driver.__dict__.update(psycopg.__dict__)
    driver.__dict__["connect"] = TimedConnection.connect
    return driver


DatabaseWrapper.Database = _driver()
