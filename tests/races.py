"""Real threads, started at one moment: for tests of what two requests at once may and may not do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 60.0


def run_together(*callables: Callable[[], Any]) -> list[Any]:
    """Return what each returned or, as a value, the exception that it raised, in the order of the callables.

    All of them start when the last thread is ready, each on a database connection of its own, closed at the end.
    The test needs committed data: `transactional_db` or `live_cast`.
    """
    barrier = Barrier(len(callables))
    with ThreadPoolExecutor(max_workers=len(callables)) as threads:
        futures = [threads.submit(_run, call=call, barrier=barrier) for call in callables]
        return [future.result(timeout=PATIENCE) for future in futures]


def _run(*, call: Callable[[], Any], barrier: Barrier) -> Any:
    try:
        barrier.wait(timeout=PATIENCE)
        return call()
    except Exception as error:
        return error
    finally:
        connection.close()
