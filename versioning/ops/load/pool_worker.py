"""A process of the pool: reads a function's name and its arguments, calls it, and sends back what came of it."""

import importlib
import os
import pickle
import resource
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

# Only functions of text are run here, and only they can be named.
ALLOWED = "versioning.text."
MEMORY_BYTES = 1024**3
# Below the server's own processes, which answer everybody else.
NICENESS = 10


def main() -> None:
    """Work until the other end of the connection closes, which it does with the server."""
    # A sandbox may refuse it. The work goes on with the server's own priority.
    with suppress(OSError):
        os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    connection = Connection(int(sys.argv[1]))
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            connection.send_bytes(_answer(connection.recv_bytes()))


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
        raise ValueError(f"{module} is not a module of text.")
    return getattr(importlib.import_module(module), name)(*given, **options)


if __name__ == "__main__":
    main()
