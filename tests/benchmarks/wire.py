"""HTTP/1.1 on a kept-alive socket, with as little work of our own as can be."""

import json
import socket
from dataclasses import dataclass
from typing import Any

END = b"\r\n\r\n"
LENGTH = b"content-length:"
CHUNKED = b"transfer-encoding: chunked"
BODILESS = (204, 304)
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    def header(self, name: str) -> str | None:
        wanted = name.lower().encode()
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == wanted:
                return value.strip().decode()
        return None


def request(
    method: str,
    path: str,
    *,
    token: str | None = None,
    cookie: str = "",
    body: dict[str, Any] | None = None,
    if_none_match: str = "",
    target: str = "",
) -> bytes:
    """Return the bytes of a request. `target` is the element that htmx asks for."""
    payload = b"" if body is None else json.dumps(body).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if cookie:
        head.append(f"Cookie: {cookie}")
    if target:
        head += ["HX-Request: true", f"HX-Target: {target}"]
    if if_none_match:
        head.append(f"If-None-Match: {if_none_match}")
    if body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(payload)}"]
    return "\r\n".join(head).encode() + END + payload


class Connection:
    """One client's."""

    def __init__(self, port: int, *, host: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def close(self) -> None:
        self._socket.close()

    def exchange(self, sent: bytes) -> Answer:
        self._socket.sendall(sent)
        head = self._until(END)
        status, lower = int(head[9:12]), head.lower()
        if status in BODILESS:
            return Answer(status, head, b"")
        at = lower.find(LENGTH)
        if at >= 0:
            return Answer(status, head, self._take(int(lower[at + len(LENGTH) :].split(b"\r\n", 1)[0])))
        if CHUNKED in lower:
            return Answer(status, head, self._chunks())
        raise ConnectionError("The answer does not tell its length.")

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while size := int(self._until(b"\r\n"), 16):
            parts.append(self._take(size))
            self._take(2)
        self._take(2)
        return b"".join(parts)

    def _until(self, mark: bytes) -> bytes:
        while (at := self._rest.find(mark)) < 0:
            self._receive()
        found, self._rest = self._rest[:at], self._rest[at + len(mark) :]
        return found

    def _take(self, size: int) -> bytes:
        if len(self._rest) < size:
            parts = [self._rest]
            missing = size - len(self._rest)
            while missing > 0:
                parts.append(self._socket.recv(min(missing, 1 << 20)))
                if not parts[-1]:
                    raise ConnectionError("The server closed the connection.")
                missing -= len(parts[-1])
            self._rest = b"".join(parts)
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _receive(self) -> None:
        received = self._socket.recv(1 << 16)
        if not received:
            raise ConnectionError("The server closed the connection.")
        self._rest += received
