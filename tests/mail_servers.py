"""Mail servers on this machine: one that takes every letter, one that never says a word, and the port of none."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress


class _Smtp(socketserver.StreamRequestHandler):
    """Take everything (RFC 5321), and throw it away."""

    def handle(self) -> None:
        with suppress(OSError):
            self._say("220 sink")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"QUIT":
                    break
                if word == b"DATA":
                    self._say("354 Go on")
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                self._say("250 OK")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _BlackHole(socketserver.BaseRequestHandler):
    """Say nothing until the client gives up."""

    def handle(self) -> None:
        with suppress(OSError):
            while self.request.recv(1024):
                pass


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


@contextmanager
def _listening(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def taking_letters() -> AbstractContextManager[int]:
    """Yield the port of a server that takes every letter."""
    return _listening(_Smtp)


def black_hole() -> AbstractContextManager[int]:
    """Yield the port of a server that accepts connections and never answers."""
    return _listening(_BlackHole)


@contextmanager
def refusing() -> Iterator[int]:
    """Yield a port on which connections are refused: it is bound, and nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]
