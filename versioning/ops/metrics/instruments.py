"""What is counted and measured. Labels take their values from the code alone, so their number is bounded.

Every instrument has a label. prometheus-client then makes its values when they are first used, which is in the worker
and not in the process that starts it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

logger = logging.getLogger(__name__)

# How the values of several workers become one: their sum, the largest, or the one that was set last.
Mode = Literal["livesum", "livemax", "livemostrecent"]

# In seconds. A cached read takes 2 milliseconds, and TEXT_SECONDS and DATABASE_TIMEOUT are 10 seconds by default.
BUCKETS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "stemma_requests",
    "Requests, by the route that answered them.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
SECONDS = Histogram(
    "stemma_request_seconds",
    "Seconds until the response began.",
    ("method", "route"),
    buckets=BUCKETS,
    registry=REGISTRY,
)
THROTTLED = Counter("stemma_throttled", "Requests that a rate limit refused.", ("area",), registry=REGISTRY)
TEXT_REFUSALS = Counter(
    "stemma_text_refusals",
    "Calls with long texts that were refused: busy, or past their deadline.",
    ("reason",),
    registry=REGISTRY,
)
DATABASE_WAITS = Counter(
    "stemma_database_waits",
    "Times that a thread waited for its turn to use the database, and what came of it.",
    ("outcome",),
    registry=REGISTRY,
)
BREAKER_OPENED = Counter(
    "stemma_breaker_opened", "Times that a dependency stopped answering.", ("dependency",), registry=REGISTRY
)
WEBHOOK_ATTEMPTS = Counter(
    "stemma_webhook_attempts",
    "Requests to webhooks: delivered, refused by the answer, or unanswered.",
    ("outcome",),
    registry=REGISTRY,
)


class _Reading(NamedTuple):
    gauge: Gauge
    read: Callable[[], Mapping[str, float]]


_READINGS: dict[str, _Reading] = {}


def add_gauge(
    name: str, documentation: str, *, label: str, read: Callable[[], Mapping[str, float]], mode: Mode = "livesum"
) -> None:
    """Add a gauge. `read` returns a value for each value of the label, and is called every few seconds in each worker.

    It may ask the database. If it fails, the gauge keeps its values.
    """
    if name not in _READINGS:
        gauge = Gauge(name, documentation, (label,), registry=REGISTRY, multiprocess_mode=mode)
        _READINGS[name] = _Reading(gauge, read)
    else:
        _READINGS[name] = _READINGS[name]._replace(read=read)


def sample() -> None:
    """Read every gauge."""
    for name, reading in tuple(_READINGS.items()):
        _sample(name, reading)


def _sample(name: str, reading: _Reading) -> None:
    try:
        for value, amount in reading.read().items():
            reading.gauge.labels(value).set(amount)
    except Exception as error:
        # A gauge is no reason to lose the others. What is wrong with the database is logged by those who need it.
        logger.debug("The gauge %s cannot be read: %s", name, error)
