"""How a worker ends when the server that supervises it is gone.

If only that process is killed, its workers would hold the port and answer. Nobody would replace them, and the next
server could not start.
"""

import multiprocessing
import os
import signal
import threading
import time

from versioning.ops import draining

LOOK_SECONDS = 0.5
# As long as the server gives its workers to end their requests.
GRACE_SECONDS = 30.0


def end_with_parent() -> None:
    """End this process when its parent is gone, at once if it has not called `drain_on_signal` yet.

    A process that no other one has started does not end.
    """
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        threading.Thread(target=_watch, args=(parent.pid,), name="orphan", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    main_thread, ends = threading.main_thread().ident or 0, time.monotonic() + GRACE_SECONDS
    while time.monotonic() < ends:
        # The port is free for another server before the last request has ended. Repeated, because Python can miss a
        # signal that comes while its main thread is about to wait.
        for number in (draining.SIGNAL, signal.SIGTERM):
            signal.pthread_kill(main_thread, number)
            time.sleep(LOOK_SECONDS / 2)
    os._exit(1)
