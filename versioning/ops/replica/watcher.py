"""A thread of each process that watches how far the replica is, so that no request has to ask."""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections

from versioning.ops.breaker import Breaker
from versioning.ops.metrics.instruments import add_gauge
from versioning.ops.replica.marks import Marks
from versioning.ops.replica.position import WalPosition
from versioning.ops.replica.routing import REPLICA

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 0.5
# A replica that was not asked for so long is not read from: it may hang.
FRESH_SECONDS = 2.0
MOST_LAG_SECONDS = 30
CONNECT_SECONDS = 2
# The receiver's process, because a replica without one gets nothing from the primary. `received_tli` is seen by members
# of pg_read_all_stats only: without it, a new timeline is known after the next restart point. The lag is 0 if all that
# was received is replayed.
STATE = """
    SELECT
        greatest(c.timeline_id, r.min_recovery_end_timeline, w.received_tli),
        (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint,
        w.pid,
        CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
             ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END
    FROM pg_control_checkpoint() AS c CROSS JOIN pg_control_recovery() AS r LEFT JOIN pg_stat_wal_receiver AS w ON true
    WHERE pg_is_in_recovery()
"""


@dataclass(frozen=True)
class State:
    """What the replica answered, and when on the monotonic clock. No position: it is not to be read from."""

    at: float
    receiver: int | None = None
    position: WalPosition | None = None
    lag: float | None = None


class Watcher:
    """Knows the replica's position. It starts its thread when it is first asked."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._state = State(at=0.0)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._breaker = Breaker("The read replica")
        add_gauge(
            "stemma_replica_lag_seconds",
            "How far the read replica is behind, as it answered last.",
            label="database",
            read=lambda: {"replica": self._state.lag} if self._state.lag is not None else {},
            mode="livemax",
        )
        add_gauge(
            "stemma_replica_usable",
            "Workers that read from the replica.",
            label="database",
            read=lambda: {"replica": self.position is not None},
        )

    @property
    def position(self) -> WalPosition | None:
        """How far the replica is, or None if it is not to be read from."""
        if self._thread is None:
            self._start()
        state = self._state
        return state.position if time.monotonic() - state.at < FRESH_SECONDS else None

    def distrust(self) -> None:
        """Read nothing from the replica until it has answered again, because it failed a request."""
        self._state = State(at=time.monotonic())

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="replica-watcher", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while True:
            try:
                # Without a deadline of its own: if it hangs, so does the replica, and its state grows old.
                with psycopg.connect(**_parameters()) as connection:
                    self._ask(connection)
            except (psycopg.Error, OSError) as error:
                self._breaker.fail(error)
            except Exception:
                # Whatever it was, it must not end the thread.
                logger.exception("The read replica cannot be watched.")
            self._state = State(at=time.monotonic())
            time.sleep(INTERVAL_SECONDS)

    def _ask(self, connection: "psycopg.Connection[Any]") -> None:
        while True:
            self._marks.refresh()
            row = psycopg.Cursor(connection).execute(STATE).fetchone()
            self._state = _state_of(row, before=self._state)
            self._breaker.succeed()
            time.sleep(INTERVAL_SECONDS)


def _state_of(row: Any, *, before: State) -> State:
    now = time.monotonic()
    if row is None:
        # It was promoted, and so is no longer a replica.
        return State(at=now)
    timeline, offset, receiver, lag = row
    # A receiver that cannot follow a new primary starts and ends over and over, so one counts that was there before.
    is_followed = receiver is not None and receiver == before.receiver
    if not is_followed or timeline is None or offset is None or lag is None or lag > MOST_LAG_SECONDS:
        return State(at=now, receiver=receiver, lag=lag if lag is None else float(lag))
    return State(at=now, receiver=receiver, position=WalPosition(int(timeline), int(offset)), lag=float(lag))


def _parameters() -> dict[str, Any]:
    given = connections[REPLICA].get_connection_params()
    kept = {name: value for name, value in given.items() if name not in ("cursor_factory", "context")}
    return {**kept, "connect_timeout": CONNECT_SECONDS, "autocommit": True, "prepare_threshold": None}
