"""Servers on this machine that get webhooks, and answer as a test wants."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Verifier

# What a test that lets requests reach this machine sets WEBHOOK_ALLOW_PRIVATE to.
THIS_MACHINE = ["127.0.0.1/32"]


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def message(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.body)
        return message

    def is_signed_with(self, secret: str) -> bool:
        with suppress(Exception):
            Verifier(secret).verify(self.body, self.headers)
            return True
        return False


Answer = Callable[[BaseHTTPRequestHandler, Received], None]


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """Return an answer with this status."""

    def answer(handler: BaseHTTPRequestHandler, received: Received) -> None:
        handler.send_response(code)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def close(handler: BaseHTTPRequestHandler, received: Received) -> None:
    """Close the connection without an answer."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut(beginning: bytes) -> Answer:
    """Return an answer that is cut off after its beginning."""

    def answer(handler: BaseHTTPRequestHandler, received: Received) -> None:
        handler.wfile.write(beginning)
        handler.wfile.flush()
        close(handler, received)

    return answer


def dribble(handler: BaseHTTPRequestHandler, received: Received) -> None:
    """Send a line of the headers that never ends, a byte from time to time."""
    with suppress(OSError):
        while True:
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.05)


@dataclass
class Receiver:
    """Everything that arrived. `answer` is called for each request."""

    url: str
    answer: Answer = status(204)
    received: list[Received] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.received]

    @property
    def types(self) -> list[str]:
        return [each.message["type"] for each in self.received]


@contextmanager
def receiving(address: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver for the block, over TLS if a context is given."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            received = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            with lock:
                receiver.received.append(received)
            receiver.answer(self, received)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            """Print nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        request_queue_size = 128

        def handle_error(self, *args: Any) -> None:
            """Print nothing: clients go away, that is tested."""

    server = Server((address, port), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    host = f"[{address}]" if ":" in address else address
    receiver = Receiver(f"http://{host}:{server.server_address[1]}/hook?key=1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
