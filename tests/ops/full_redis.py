"""A Redis server without memory left: it answers reads and deletes, and refuses all that would store something."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

REFUSED = b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
# What it answers to commands that store nothing. It holds nothing.
ANSWERS = {
    b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n",
    b"CLIENT": b"+OK\r\n",
    b"GET": b"_\r\n",
    b"EXISTS": b":0\r\n",
    b"DEL": b":0\r\n",
    b"EXPIRE": b":0\r\n",
}


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while line := self.rfile.readline():
            words = [self._word() for _ in range(int(line[1:]))]
            name = words[0].upper()
            nothing = b"*%d\r\n" % (len(words) - 1) + b"_\r\n" * (len(words) - 1)
            self.wfile.write(nothing if name == b"MGET" else ANSWERS.get(name, REFUSED))

    def _word(self) -> bytes:
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:-2]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def full_redis() -> Iterator[int]:
    """Run the server, and return its port."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
