"""Call one function of text or pictures in a process of its own, with limits to its time and memory."""

import pickle
import time
from collections.abc import Callable
from typing import TypeVar

from versioning.ops.load.pool import ProcessGone, Worker
from versioning.text.render.refusals import TooCostly

Given = TypeVar("Given")
Result = TypeVar("Result")


def call_apart(function: Callable[[Given], Result], given: Given, *, seconds: float) -> Result:
    """Return what the function returns, which pool_worker must allow. Raises what it raises, and TooCostly.

    For work that is seldom done, such as an import: the process takes longer to start than a short text takes.
    """
    task = pickle.dumps((function.__module__, function.__qualname__, (given,), {}))
    worker, began = Worker(), time.monotonic()
    try:
        result: Result = worker.call(task, seconds=seconds)
    except ProcessGone as error:
        spent = time.monotonic() - began
        raise TooCostly(f"This text takes too much memory to process. It stopped after {spent:.0f} seconds.") from error
    finally:
        worker.end()
    return result
