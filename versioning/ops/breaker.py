"""A circuit breaker: stop asking a dependency that does not answer, and ask again after a while."""

import logging
import threading
import time
from collections import Counter
from weakref import WeakSet

from versioning.ops.metrics.instruments import BREAKER_OPENED, add_gauge

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LOG_SECONDS = 60.0

_BREAKERS: "WeakSet[Breaker]" = WeakSet()


class Breaker:
    """Whether one dependency may be asked now. One instance serves all threads of a process.

    It opens at the first failure. While it is open, one caller in `retry_seconds` is let through to find out whether
    the dependency is back. All others are spared the time-out, so `retry_seconds` is longer than the time-out.
    """

    def __init__(self, name: str, *, retry_seconds: float = RETRY_SECONDS) -> None:
        self.name, self._retry_seconds = name, retry_seconds
        _BREAKERS.add(self)
        self._lock = threading.Lock()
        self._is_open = False
        self._retry_at = 0.0
        self._log_at = 0.0
        # Whether the last line in the log says that it failed.
        self._is_logged = False

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def dependency(self) -> str:
        """The name as a label of metrics: read_replica for "The read replica"."""
        return self.name.removeprefix("The ").replace(" ", "_")

    def allows(self) -> bool:
        """Return whether to ask the dependency. A True while the breaker is open reserves this trial for the caller."""
        if not self._is_open:
            return True
        with self._lock:
            now = time.monotonic()
            if now < self._retry_at:
                return False
            self._retry_at = now + self._retry_seconds
            return True

    def succeed(self) -> None:
        """Close the breaker, because the dependency answered. This is logged if the failure was."""
        if not self._is_open:
            return
        with self._lock:
            is_due, self._is_logged = self._is_logged, False
            self._is_open, self._retry_at = False, 0.0
        if is_due:
            logger.warning("%s answers again.", self.name)

    def fail(self, error: Exception) -> None:
        """Open the breaker. The failure is logged once a minute, not once a request."""
        with self._lock:
            now = time.monotonic()
            was_open, self._is_open, self._retry_at = self._is_open, True, now + self._retry_seconds
            is_due = now >= self._log_at
            if is_due:
                self._log_at, self._is_logged = now + LOG_SECONDS, True
        if not was_open:
            BREAKER_OPENED.labels(self.dependency).inc()
        if is_due:
            logger.error("%s does not answer: %s", self.name, str(error).strip() or type(error).__name__)


def _open_breakers() -> Counter[str]:
    """Return how many of each dependency are open in this process. Zero is a value as well."""
    count: Counter[str] = Counter()
    for breaker in tuple(_BREAKERS):
        count[breaker.dependency] += breaker.is_open
    return count


add_gauge(
    "stemma_breakers_open",
    "Circuit breakers that keep requests from a dependency that does not answer.",
    label="dependency",
    read=_open_breakers,
)
