"""How a worker ends when the server that supervises it is gone.

If only that process is killed, its workers would hold the port and answer. Nobody would replace them, and the next
server could not start.
"""

import multiprocessing
import os
import signal
import time
from threading import Thread

from versioning.ops import draining

LOOK_SECONDS = 0.5
# As long as the server gives its workers to end their requests.
GRACE_SECONDS = 30.0


def end_with_parent() -> None:
    """End this process when its parent is gone. Call it after `drain_on_signal`, in a process that one has started."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        Thread(target=_watch, args=(parent.pid,), name="orphan", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    # The port is free for another server before the last request has ended.
    os.kill(os.getpid(), draining.SIGNAL)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
