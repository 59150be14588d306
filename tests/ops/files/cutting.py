"""A connection to a server that ends in the middle of what is sent."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from urllib.parse import urlsplit

PIECE = 64 * 1024


@contextmanager
def cutting(endpoint: str, *, after: int) -> Iterator[str]:
    """Return an address that leads to the endpoint. Each connection is cut after this many bytes were sent."""
    parts = urlsplit(endpoint)
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_accept, args=(server, (parts.hostname, parts.port), after), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        # Wakes the thread, which close alone does not.
        server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket, target: tuple[str | None, int | None], after: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = server.accept()
            beyond = socket.create_connection(target)
            Thread(target=_send, args=(client, beyond, after), daemon=True).start()
            Thread(target=_send, args=(beyond, client, None), daemon=True).start()


def _send(source: socket.socket, target: socket.socket, most: int | None) -> None:
    sent = 0
    with suppress(OSError), source, target:
        while (piece := source.recv(PIECE)) and (most is None or sent < most):
            target.sendall(piece)
            sent += len(piece)
        for each in (source, target):
            each.shutdown(socket.SHUT_RDWR)
