"""The thread of each worker that reads the gauges, so that `/metrics` answers at once whatever they wait for."""

import threading
import time

from django.db import connections

from versioning.ops.metrics.exposition import reserve_files
from versioning.ops.metrics.instruments import sample

INTERVAL_SECONDS = 5.0


def start_sampling() -> None:
    """Start the thread. Call it once in each worker."""
    reserve_files()
    threading.Thread(target=_sample_forever, name="metrics-sampler", daemon=True).start()


def _sample_forever() -> None:
    while True:
        sample()
        # This is no request, so nothing else closes what was opened to read the gauges.
        connections.close_all()
        time.sleep(INTERVAL_SECONDS)
