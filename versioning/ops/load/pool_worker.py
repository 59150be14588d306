"""A process of the pool: reads a function's name and its arguments, calls it, and sends back what came of it."""

import importlib
import os
import pickle
import resource
import sys
from contextlib import suppress
from math import ceil
from multiprocessing.connection import Connection
from typing import Any

# Only functions of text and one of pictures are run here, and only they can be named.
ALLOWED = ("versioning.text.", "versioning.services.files._steps.smaller_copy")
MEMORY_BYTES = 1024**3
# Below the server's own processes, which answer everybody else.
NICENESS = 10


def main() -> None:
    """Work until the other end of the connection closes, which it does with the server."""
    # A sandbox may refuse it. The work goes on with the server's own priority.
    with suppress(OSError):
        os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection = Connection(int(sys.argv[1]))
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task, seconds = connection.recv()
            _limit_processor(seconds)
            connection.send_bytes(_answer(task))


def _limit_processor(seconds: float) -> None:
    """Let the system end this process soon after the deadline. The server does it at the deadline, unless it died."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = ceil(used.ru_utime + used.ru_stime + seconds) + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _answer(task: bytes) -> bytes:
    try:
        return pickle.dumps((True, _call(*pickle.loads(task))))  # noqa: S301  from the server that started this
    except MemoryError:
        # There is no memory to tell it with. The end of this process tells it.
        raise SystemExit(1) from None
    except Exception as error:
        return pickle.dumps((False, error))


def _call(module: str, name: str, given: tuple[Any, ...], options: dict[str, Any]) -> Any:
    if not module.startswith(ALLOWED):
        raise ValueError(f"{module} is not a module of text or pictures.")
    return getattr(importlib.import_module(module), name)(*given, **options)


if __name__ == "__main__":
    main()
