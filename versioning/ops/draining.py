"""How a worker stops taking up connections, some time before it ends.

Granian's worker ends by closing each connection that has no request in progress, even one that it took up a moment
ago. The request on its way there would get no answer. So the worker first leaves new connections to the others.
"""

import os
import signal
import socket
from types import FrameType
from typing import Any

SIGNAL = signal.SIGUSR1


def drain_on_signal() -> None:
    """Let SIGNAL turn this process away from new connections. Call it in the main thread."""
    signal.signal(SIGNAL, _drain)


def _drain(_signal: int, _frame: FrameType | None) -> None:
    for number in os.listdir("/dev/fd"):
        _leave(int(number))


def _leave(number: int) -> None:
    """Put a socket that nobody connects to in place of this one, if this one takes connections.

    The other processes keep the real one. To shut it down would shut it down for them as well.
    """
    try:
        with socket.socket(fileno=os.dup(number)) as candidate:
            is_listening = bool(candidate.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:
        # No socket, or closed since it was listed.
        return
    if is_listening:
        with _unused() as unused:
            os.dup2(unused.fileno(), number)


def _unused() -> Any:
    unused = socket.create_server(("127.0.0.1", 0))
    unused.setblocking(False)
    return unused
